namespace DepthCompress;

/// <summary>A figure that a gate can be set on.</summary>
/// <param name="Name">As gates name it.</param>
/// <param name="Scope">What a run must measure to have it.</param>
/// <param name="Kind">Its units.</param>
/// <param name="Meaning">What it is, in a few words.</param>
/// <param name="Places">Where it stands in a result, the first that exists counts.</param>
/// <param name="Originals">Where the figure of the original stands.</param>
internal sealed record GateMetric(
    string Name, GateScope Scope, GateKind Kind, string Meaning, ImmutableArray<string> Places, ImmutableArray<string> Originals)
{
    /// <summary>Every metric, in the order of documents.</summary>
    internal static ImmutableArray<GateMetric> All { get; } =
    [
        Loss("drop", "quality that is lost, by the first measure of the result"),
        Loss("dropLow", "the lower end of its 95 % interval"),
        Loss("dropHigh", "the upper end: what is lost at most"),
        Level("accuracy", GateKind.Share, "of the result on the test images"),
        Level("agreement", GateKind.Share, "the part of the images it answers like the original"),
        Level("psnr", GateKind.Decibels, "of the result on the test images"),
        Level("cosine", GateKind.Number, "its likeness to the original's outputs"),
        Speed("speedup", "how many times as fast as the original"),
        Speed("speedupLow", "the lower end of its 95 % interval: what is certain"),
        Speed("speedupHigh", "the upper end"),
        new("latency", GateScope.Latency, GateKind.Time, "the median of the result", ["latency.afterMs", "models.last.medianMs"],
            ["latency.beforeMs", "models.first.medianMs"]),
        Structure("size", GateKind.Bytes, "bytes", "the file"),
        Structure("parameters", GateKind.Count, "parameters", "numbers in its weights"),
        Structure("macs", GateKind.Count, "macs", "multiply-accumulates of one sample"),
        Structure("depth", GateKind.Count, "depth", "convolutions in a row"),
        Structure("operators", GateKind.Count, "nodes", "nodes of the graph"),
        new("error", GateScope.Error, GateKind.Number, "the largest difference of an output", ["outputs.worst.error"], []),
        new("errorRatio", GateScope.Error, GateKind.Factor, "the same in units of the original's own rounding error", ["outputs.worst.ratio"], []),
    ];

    /// <summary>The metric of that name; null where there is none.</summary>
    internal static GateMetric? Named(string name) =>
        All.FirstOrDefault(metric => metric.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static GateMetric Loss(string name, string meaning) => new(name, GateScope.Loss, GateKind.Loss, meaning,
        [$"quality.{name}", $"models.last.againstFirst.first.{name}"], []);

    private static GateMetric Level(string name, GateKind kind, string meaning) => new(name, GateScope.Level, kind, meaning,
        [$"qualities.{name}.after", $"models.last.qualities.{name}.value"], []);

    private static GateMetric Speed(string name, string meaning) => new(name, GateScope.Speed, GateKind.Factor, meaning,
        [$"latency.{name}", name], []);

    private static GateMetric Structure(string name, GateKind kind, string property, string meaning) => new(name, GateScope.Structure, kind, meaning,
        [$"after.{property}", $"models.last.facts.{property}"], [$"before.{property}", $"models.first.facts.{property}"]);
}
