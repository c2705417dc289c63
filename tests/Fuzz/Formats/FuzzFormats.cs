namespace DepthCompress.Fuzz;

/// <summary>Every format there is.</summary>
internal static class FuzzFormats
{
    public static ImmutableArray<FuzzFormat> All { get; } =
    [
        new OnnxFormat(),
        new ExternalDataFormat(),
        new TextFormat(),
        new JsonFormat("plan", ReadJson.Plan),
        new JsonFormat("width-plan", ReadJson.WidthPlan),
        new JsonFormat("settings", ReadJson.Settings),
        new JsonFormat("report", ReadJson.Report),
        new JsonFormat("table-identity", ReadJson.Identity),
        new DataFormat("npy", "npy", "npy:{0}"),
        new DataFormat("cifar10", "bin", "cifar10:{0}"),
        new DataFormat("cifar100", "bin", "cifar100:{0}"),
        new DataFormat("records", "bin", "records:{0}?height=4&width=4&label=u8&classes=10"),
        new DataFormat("predicted", "dg.bin", "records:{0}?height=4&width=4&label=u8"),
        new IdxFormat(),
        new ImageFormat(),
        new ImageFolderFormat(),
        new CheckpointFormat(),
        new WeightsFormat(),
        new CsvFormat(),
        new AppliedPlanFormat(),
        new AppliedWidthFormat(),
        new AppliedTableFormat("applied-two-stage", "two-stage"),
        new AppliedTableFormat("applied-layermerge", "layermerge"),
        new AppliedTableFormat("applied-layer-only", "layer-only"),
        new TableFormat(),
        new LatenciesFormat(),
        new BundleFormat(),
        new JsonFormat("device-plan", ReadFolders.DevicePlan),
        new JsonFormat("shard-manifest", ReadFolders.ShardManifest),
        new JsonFormat("shard-status", ReadFolders.ShardStatus),
        new JsonFormat("comparison-result", ReadFolders.ComparisonResult),
        new JsonFormat("comparison-decision", ReadFolders.ComparisonDecision),
    ];

    public static FuzzFormat Of(string name) => All.First(format => format.Name == name);
}
