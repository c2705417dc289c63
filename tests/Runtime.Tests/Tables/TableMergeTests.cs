using DepthCompress.GraphIR;
using DepthCompress.Runtime.Tables;

namespace DepthCompress.Runtime.Tests;

/// <summary>Table files of several machines become one: nothing finished is lost, and sources stay as they are.</summary>
public sealed class TableMergeTests : IDisposable
{
    private static readonly MachineIdentity Here = new("here", "cpu", "engine", 1, "all");
    private static readonly MachineIdentity There = Here with { Device = "there" };
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void RowsAreUnitedByTheirKeys()
    {
        Fill("a.db", Time("x", Here, 1, 0), Time("y", Here, 2, 0));
        Fill("b.db", Time("y", Here, 3, 1), Time("x", Here, 4, -1), Time("x", There, 5, 0));

        var merged = TableMerge.Run(folder["a.db"], [folder["b.db"]]);

        Assert.Equal(new MergedRows(folder["b.db"], Added: 1, Replaced: 1, Left: 1), Assert.Single(merged));
        Assert.Equal([1.0, 3.0, 5.0], Medians("a.db", ("x", Here), ("y", Here), ("x", There)));
        Assert.Equal([4.0, 3.0, 5.0], Medians("b.db", ("x", Here), ("y", Here), ("x", There)));
    }

    /// <summary>Whatever is newer, and in whatever order files come.</summary>
    [Theory]
    [InlineData("finished.db", "failed.db")]
    [InlineData("failed.db", "finished.db")]
    public void AFailedRowNeverReplacesAFinishedOne(string first, string second)
    {
        Fill("finished.db", Worth(-0.5, null, 0));
        Fill("failed.db", Worth(0, "it diverged", 5));

        TableMerge.Run(folder["all.db"], [folder[first], folder[second]]);

        using var store = TableStore.Open(folder["all.db"]);
        var row = store.Find(new ImportanceKey("m", "c", "q", "d"))!;
        Assert.Null(row.Failure);
        Assert.Equal(-0.5, row.Change);
    }

    [Fact]
    public void OfTwoFailuresTheNewerStays()
    {
        Fill("old.db", Worth(0, "old", 0));
        Fill("new.db", Worth(0, "new", 1));

        TableMerge.Run(folder["old.db"], [folder["new.db"]]);

        using var store = TableStore.Open(folder["old.db"]);
        Assert.Equal("new", store.Find(new ImportanceKey("m", "c", "q", "d"))!.Failure);
    }

    [Fact]
    public void SourcesStayToTheByteAndNothingIsLeftBesideThem()
    {
        Fill("a b#1.db", Time("x", Here, 1, 0));
        var before = File.ReadAllBytes(folder["a b#1.db"]);

        TableMerge.Run(folder["all.db"], [folder["a b#1.db"]]);

        Assert.Equal(before, File.ReadAllBytes(folder["a b#1.db"]));
        Assert.Equal(1.0, Assert.Single(Medians("all.db", ("x", Here))));
    }

    [Fact]
    public void ABadSourceLeavesTheTargetAsItWas()
    {
        Fill("all.db", Time("x", Here, 1, 0));
        Fill("good.db", Time("y", Here, 2, 0));
        File.WriteAllText(folder["bad.db"], "no database, but long enough to be taken for one when it is looked at closely");

        Assert.Equal("DC2501", CodeOf("bad.db"));
        Assert.Equal("DC2111", CodeOf("absent.db"));
        Assert.Equal("DC2123", CodeOf("all.db"));

        using var store = TableStore.Open(folder["all.db"]);
        Assert.Null(store.Find(new LatencyKey("y", Here)));
        Assert.False(File.Exists(folder["absent.db"]));

        string CodeOf(string source) => Assert.Throws<DiagnosticException>(() =>
            TableMerge.Run(folder["all.db"], [folder["good.db"], folder[source]])).Diagnostic.Descriptor.Code;
    }

    [Fact]
    public void ASummaryCountsRowsAndFailures()
    {
        Fill("a.db", Time("x", Here, 1, 0), Time("y", Here, 1, 2), Time("x", There, 1, 1));
        Fill("a.db", Worth(-1, null, 0), Worth(0, "it diverged", 3) with { Key = new("m", "other", "q", "d") });

        var summary = TableSummary.Read(folder["a.db"]);

        Assert.Equal<LatencyGroup>([new LatencyGroup(Here, 2, Noon.AddHours(2)), new LatencyGroup(There, 1, Noon.AddHours(1))],
            summary.Latencies);
        Assert.Equal(new ImportanceGroup("m", "q", "d", 2, 1, Noon.AddHours(3)), Assert.Single(summary.Importances));
    }

    private static LatencyRow Time(string signature, MachineIdentity machine, double median, int hours) => new(
        new LatencyKey(signature, machine), "a network", new LatencyEstimate(median, 0, median, 0, [], NoiseVerdict.Quiet),
            Noon.AddHours(hours));

    private static ImportanceRow Worth(double change, string? failure, int hours) =>
        new(new ImportanceKey("m", "c", "q", "d"), change, null, 1, Noon.AddHours(hours), failure);

    private void Fill(string name, params LatencyRow[] rows)
    {
        using var store = TableStore.Open(folder[name]);
        Array.ForEach(rows, store.Save);
    }

    private void Fill(string name, params ImportanceRow[] rows)
    {
        using var store = TableStore.Open(folder[name]);
        Array.ForEach(rows, store.Save);
    }

    private double[] Medians(string name, params (string Signature, MachineIdentity Machine)[] keys)
    {
        using var store = TableStore.Open(folder[name]);
        return [.. keys.Select(key => store.Find(new LatencyKey(key.Signature, key.Machine))?.Estimate.Median ?? double.NaN)
            .Where(double.IsFinite)];
    }
}
