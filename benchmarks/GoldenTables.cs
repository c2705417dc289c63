using System.Text.Json;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Benchmarks;

/// <summary>
/// Tables of the published methods from the golden files: <c>DEPTHCOMPRESS_GOLDEN</c>, or <c>shared/golden</c> beside the repository.
/// </summary>
internal static class GoldenTables
{
    /// <summary>The two-stage method's: latencies, measured importances, and the factor of the mean.</summary>
    internal static (ImmutableArray<SegmentLatency> Times, ImmutableArray<BlockImportance> Measured,
        double Alpha) TwoStage(string latencies, string extended)
    {
        var root = Read("two-stage-dp.json");
        var about = root.GetProperty("extended_tables").GetProperty(extended);
        var rows = root.GetProperty("importance_tables").GetProperty(about.GetProperty("importance_table").GetString()!).GetProperty(
            "rows");
        return (
            LatencyCsv.Parse(File.ReadAllText(Path.Combine(Folder, "latency", latencies))),
            [
                .. rows.EnumerateArray().Select(row => new BlockImportance(
                    new Segment(row[1].GetInt32(), row[2].GetInt32()), row[3].GetInt32() == 1, row[4].GetInt32() == 1, row[5].GetDouble())),
            ],
            about.GetProperty("alpha").GetDouble());
    }

    /// <summary>LayerMerge's: the last position, and the rows.</summary>
    internal static (int Positions, ImmutableArray<KernelRow> Rows) LayerMerge(string name)
    {
        var table = Read("layermerge-dp.json").GetProperty("tables").GetProperty(name);
        return (table.GetProperty("act_num").GetInt32(),
        [
            .. table.GetProperty("rows").EnumerateArray().Select(row => new KernelRow(
                new Segment(row[0].GetInt32(), row[1].GetInt32()), row[2].GetInt32(), row[3].GetInt32(), row[4].GetBoolean(),
                row[5].GetDouble(), row[6].GetDouble(), [.. row[7].EnumerateArray().Select(item => item.GetInt32())])),
        ]);
    }

    private static string Folder => Environment.GetEnvironmentVariable("DEPTHCOMPRESS_GOLDEN") is { Length: > 0 } named ? named
        : Above(AppContext.BaseDirectory).Select(folder => Path.Combine(folder, "shared", "golden")).FirstOrDefault(Directory.Exists)
            ?? throw new DirectoryNotFoundException(
            "DEPTHCOMPRESS_GOLDEN names no folder, and no shared/golden lies beside the repository");

    private static IEnumerable<string> Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }

    private static JsonElement Read(string file)
    {
        using var stream = File.OpenRead(Path.Combine(Folder, file));
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
