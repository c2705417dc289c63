using DepthCompress.GraphIR;
using DepthCompress.Runtime.Tables;

namespace DepthCompress.Tool.Tests.Shards;

/// <summary>Rows of one key that do not agree, and who found them.</summary>
public sealed class TableProvenanceTests : IDisposable
{
    private static readonly ImportanceKey Key = new("digest", "fit 3x3 a .. b", "mse", "noise");
    private readonly CommandLine line = new();

    [Fact]
    public void OtherFiguresOfAnotherProvenanceAreRefusedAndNothingIsTaken()
    {
        Save("a.db", "version 1 on one", -0.5, 1);
        Save("b.db", "version 2 on two", -0.25, 2);
        Assert.Equal(ExitCode.BadInput, line.Run("tables", "merge", line["a.db"], line["b.db"]));
        Assert.Contains("DC2754: 'fit 3x3 a .. b' is -0.5 by version 1 on one and -0.25 by version 2 on two", line.Error, StringComparison.Ordinal);
        Assert.Equal(-0.5, Find("a.db"));
        Assert.Equal(ExitCode.Done, line.Run("tables", "merge", line["a.db"], line["b.db"], "--newer"));
        Assert.Equal(-0.25, Find("a.db"));
    }

    [Theory]
    [InlineData("version 2 on two", -0.5, -0.5)]
    [InlineData("version 1 on one", -0.25, -0.25)]
    [InlineData(null, -0.25, -0.25)]
    public void EqualFiguresAndEqualOrUnknownProvenanceAreNoConflict(string? provenance, double change, double result)
    {
        Save("a.db", "version 1 on one", -0.5, 1);
        Save("b.db", provenance, change, 2);
        Assert.Equal(ExitCode.Done, line.Run("tables", "merge", line["a.db"], line["b.db"]));
        Assert.Equal(result, Find("a.db"));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void OnlyASharedFileHasALogBesideIt(bool isShared, byte format)
    {
        using (TableStore.Open(line["a.db"], new TableUse(IsShared: true)))
        {
        }

        using (TableStore.Open(line["a.db"], new TableUse(isShared)))
        {
        }

        Assert.Equal<byte>([format, format], File.ReadAllBytes(line["a.db"])[18..20]);
    }

    private void Save(string file, string? provenance, double change, int day)
    {
        using var store = TableStore.Open(line[file], new TableUse(Provenance: provenance));
        store.Save(new ImportanceRow(Key, change, null, 1, new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero)));
    }

    private double Find(string file)
    {
        using var store = TableStore.Open(line[file]);
        return store.Find(Key)!.Change;
    }

    public void Dispose() => line.Dispose();
}
