using DepthCompress.GraphIR;
using DepthCompress.Runtime.Tables;

namespace DepthCompress.Fuzz;

/// <summary>Tables of measurements: SQLite.</summary>
internal sealed class TableFormat : FuzzFormat
{
    private static readonly LatencyKey Latency = new("signature", new MachineIdentity("device", "cpu", "engine", 1, "all"));
    private static readonly ImportanceKey Importance = new("model", "candidate", "metric", "data");

    public override string Name => "table";

    public override int Longest => 1 << 17;

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");
            using (var table = TableStore.Open(path))
            {
                table.Save(new LatencyRow(Latency, "text", new LatencyEstimate(1, 0.1, 0.9, 0.1, [], NoiseVerdict.Quiet), DateTimeOffset.UnixEpoch));
                table.Save(new ImportanceRow(Importance, 0.5, 0.1, 2, DateTimeOffset.UnixEpoch, null));
            }

            var bytes = File.ReadAllBytes(path);
            File.Delete(path);
            return [bytes, .. Corpus.Files(Name)];
        }
    }

    public override string Load(byte[] bytes, string scratch)
    {
        foreach (var end in (ReadOnlySpan<string>)["", "-wal", "-shm", "-journal"])
        {
            File.Delete($"{scratch}.db{end}");
        }

        File.WriteAllBytes(scratch + ".db", bytes);
        using var table = TableStore.Open(scratch + ".db");
        var (latency, importance) = (table.Find(Latency), table.Find(Importance));
        if (latency is not null)
        {
            table.Save(latency);
        }

        return $"{latency is null} {importance is null}";
    }
}
