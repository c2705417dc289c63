using DepthCompress.GraphIR;
using DepthCompress.Runtime.Tables;

namespace DepthCompress.Runtime.Tests;

/// <summary>What is known against latencies, on disk: beside rows of every version, and in files that are united.</summary>
public sealed class TableDoubtTests : IDisposable
{
    private static readonly MachineIdentity Machine = new("here", "cpu", "engine", 1, "all");
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ADoubtComesBackAndIsThatOfItsKey()
    {
        using (var store = TableStore.Open(folder["a.db"]))
        {
            store.Save(KeyOf("x"), new LatencyDoubt(2, IsOpen: true));
            store.Save(KeyOf("y"), new LatencyDoubt(1, IsOpen: true));
            store.Save(KeyOf("y"), new LatencyDoubt(3, IsOpen: false));
        }

        using var again = TableStore.Open(folder["a.db"]);
        Assert.Equal(new LatencyDoubt(2, IsOpen: true), again.DoubtOf(KeyOf("x")));
        Assert.Equal(new LatencyDoubt(3, IsOpen: false), again.DoubtOf(KeyOf("y")));
        Assert.Equal(default, again.DoubtOf(KeyOf("z")));
        Assert.Equal(default, again.DoubtOf(KeyOf("x") with { Machine = Machine with { Threads = 2 } }));
    }

    [Theory]
    [InlineData(0.05, 0.05, false)]
    [InlineData(0.06, 0.01, true)]
    [InlineData(0.01, 0.06, true)]
    [InlineData(0, double.PositiveInfinity, true)]
    public void AFileOfAnEarlierVersionIsReadAndItsNoisyRowsAreDoubted(double half, double p10Half, bool noisy)
    {
        Fill("old.db", Row("x", 2, 0, half, p10Half));
        Forget("old.db");
        var group = Assert.Single(TableSummary.Read(folder["old.db"]).Latencies);
        Assert.Equal(noisy ? (1, 1) : (0, 0), (group.Noisy, group.Doubted));

        using var store = TableStore.Open(folder["old.db"]);
        Assert.Equal(2, store.Find(KeyOf("x"))!.Estimate.Median);
        Assert.Equal(noisy, store.Find(KeyOf("x"))!.IsNoisy);
        Assert.Equal(new LatencyDoubt(0, noisy), store.DoubtOf(KeyOf("x")));
    }

    [Fact]
    public void ANoisyRowOfThisVersionIsDoubtedByRunsAndNotByTheFile()
    {
        Fill("a.db", Row("x", 2, 0, 0.5, 0.5));
        using var store = TableStore.Open(folder["a.db"]);
        Assert.Equal(default, store.DoubtOf(KeyOf("x")));
        var group = Assert.Single(TableSummary.Read(folder["a.db"]).Latencies);
        Assert.Equal((1, 0), (group.Noisy, group.Doubted));
    }

    /// <summary>Of two rows the quiet one stays, though it is older; and in whatever order files come.</summary>
    [Theory]
    [InlineData("quiet.db", "noisy.db")]
    [InlineData("noisy.db", "quiet.db")]
    public void ANoisyRowNeverReplacesAQuietOne(string first, string second)
    {
        Fill("quiet.db", Row("x", 1, 0, 0.01, 0.01));
        Fill("noisy.db", Row("x", 2, 5, 0.01, 0.2), Row("y", 3, 0, 0.2, 0.2));

        TableMerge.Run(folder["all.db"], [folder[first], folder[second]]);

        using var store = TableStore.Open(folder["all.db"]);
        Assert.Equal(1, store.Find(KeyOf("x"))!.Estimate.Median);
        Assert.Equal(default, store.DoubtOf(KeyOf("x")));
        Assert.Equal(new LatencyDoubt(0, IsOpen: true), store.DoubtOf(KeyOf("y")));
    }

    [Fact]
    public void AForeignDoubtIsRefused()
    {
        Fill("a.db", Row("x", 1, 0, 0, 0));
        using (var file = TableFile.OpenToWrite(folder["a.db"]))
        {
            file.Execute("INSERT INTO doubt VALUES ('x', 'here', 'cpu', 'engine', 1, 'all', 'many', NULL)");
        }

        using var store = TableStore.Open(folder["a.db"]);
        Assert.Equal("DC2501", Assert.Throws<DiagnosticException>(() => store.DoubtOf(KeyOf("x"))).Diagnostic.Descriptor.Code);
    }

    private static LatencyKey KeyOf(string signature) => new(signature, Machine);

    private static LatencyRow Row(string signature, double median, int hours, double half, double p10Half) => new(
        KeyOf(signature), "a network", new LatencyEstimate(median, half * median, median, p10Half * median, [], NoiseVerdict.Noisy), Noon.AddHours(hours));

    private void Fill(string name, params LatencyRow[] rows)
    {
        using var store = TableStore.Open(folder[name]);
        Array.ForEach(rows, store.Save);
    }

    private void Forget(string name)
    {
        using var file = TableFile.OpenToWrite(folder[name]);
        file.Execute("DROP TABLE doubt");
    }
}
