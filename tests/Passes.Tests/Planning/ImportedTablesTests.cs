using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>
/// Tables in the published formats on a network of two chains, four and three layers with pooling between: planned with, and refused.
/// </summary>
public sealed class ImportedTablesTests
{
    private static readonly Graph Network = TwoChains();
    private static readonly ImmutableArray<LayerChain> Chains = ChainAnalysis.Run(Network);
    private static readonly MachineIdentity Machine = new("counter", "cpu", "none", 1, "all");
    private static readonly ImmutableArray<Segment> Legal = [.. Runs(0, 4), .. Runs(4, 7)];

    public static TheoryData<string, bool, bool> Exchanged { get; } = new()
    {
        { TwoStageMethod.Name, true, true }, { TwoStageMethod.Name, true, false }, { TwoStageMethod.Name, false, true },
        { LayerMergeMethod.Name, true, true }, { LayerMergeMethod.Name, true, false }, { LayerMergeMethod.Name, false, true },
        { LayerOnlyMethod.Name, true, true }, { LayerOnlyMethod.Name, true, false }, { LayerOnlyMethod.Name, false, true },
    };

    public static TheoryData<string, PublishedTables> Slips { get; } = new()
    {
        { "DC3221: the row from 3 to 5 ('conv4' to 'conv5')", Times([.. Legal, new(3, 5)]) },
        { "DC3222: 1 of 16 rows are missing, the first from 0 to 2 ('conv1' to 'conv2')", Times(Legal.Remove(new(0, 2))) },
        { "DC3222: 1 of 16 rows are missing, the first from 2 to 3", Times(Legal.Remove(new(2, 3))) with { IsForced = true } },
        { "DC3220: this is a table of another network: 16 of its 28 rows fit", Times(Runs(0, 7)) },
        { "DC3223: its positions go up to 9; the network has 7 layer sites from 'conv1' on", Times(Runs(0, 9)) },
        { "DC3223: its positions go up to 7; the network has 6 layer sites from 'conv2' on", Times(Legal) with { FirstSite = Name(2) } },
        { "DC3224: its positions fit in 5 places of this network, such as from 'conv1' and from 'conv2' on", Times(Runs(0, 2)) },
        { "DC3228: there is no layer site 'stem'", Times(Legal) with { FirstSite = "stem" } },
        { "DC2050: line 1 of the table: there is no filled column", Worths("st,end,st_act,end_act,val_acc\n0,1,1,1,\n") },
    };

    /// <summary>What was written is read back, and leads to the same plans, both tables or one of them.</summary>
    [Theory]
    [MemberData(nameof(Exchanged))]
    public void ExportedTablesLeadToTheSamePlans(string name, bool withLatencies, bool withImportances)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var options = new MethodOptions { Name = name, Alpha = 0 };
            var (method, latency, importance) = Tables(options, seed);
            var exporter = new TableExporter(Network, options, new PublishedPositions(Chains, 0, 7));
            var (times, worths) = (exporter.Latencies(latency), exporter.Importances(importance, isAccuracy: true));
            Assert.Equal((0, 0), (times.Missing, worths.Missing));

            var imported = PlanningMethods.Import(options, new PublishedTables
            {
                Latencies = withLatencies ? (times.Text, "time.csv") : null,
                Importances = withImportances ? (worths.Text, "imp.csv") : null,
                FirstSite = Name(1),
            }, Network, Chains);

            Assert.Equal(withImportances, imported.Promising(latency).IsEmpty);
            Assert.Equal(withImportances, imported.Metric is not null);
            var planner = imported.Planners(
                imported.LatencyOn(Machine) ?? latency, withImportances ? ImmutableDictionary<Candidate, ImportanceRow>.Empty
                    : importance).Single();
            Assert.Equal(method.Planners(latency, importance).Single().Points.Select(Text), planner.Points.Select(Text));
        }
    }

    [Theory]
    [MemberData(nameof(Slips))]
    public void WhatDoesNotFitIsSaidInOneLine(string message, PublishedTables tables)
    {
        var refusal = Assert.Throws<DiagnosticException>(() =>
            PlanningMethods.Import(new() { Name = TwoStageMethod.Name }, tables, Network, Chains)).Diagnostic;

        Assert.StartsWith(message, $"{refusal.Descriptor.Code}: {Plain(refusal.Message)}", StringComparison.Ordinal);
        Assert.Equal("table.csv", refusal.File);
    }

    [Fact]
    public void AnIllegalRowSaysWhy()
    {
        var refusal = Assert.Throws<DiagnosticException>(() =>
            PlanningMethods.Import(new() { Name = TwoStageMethod.Name }, Times([.. Legal, new(3, 5)]), Network, Chains)).Diagnostic;

        Assert.EndsWith("pooling", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RowsOfSeveralLayersMayBeMissingIfItIsForced()
    {
        var method = PlanningMethods.Import(
            new() { Name = TwoStageMethod.Name }, Times(Legal.Remove(new(0, 2))) with { IsForced = true }, Network, Chains);

        Assert.DoesNotContain(method.Candidates, candidate => candidate.Chain == 0 && candidate.Segment == new Segment(0, 2));
        Assert.Contains(method.Candidates, candidate => candidate.Chain == 0 && candidate.Segment == new Segment(1, 3));
    }

    /// <summary>Two layers could be any two; a name says which.</summary>
    [Fact]
    public void ANameSaysWhereAShortTableBelongs()
    {
        var method = PlanningMethods.Import(
            new() { Name = TwoStageMethod.Name }, Times(Runs(0, 2)) with { FirstSite = Name(6) }, Network, Chains);

        Assert.Equal((5, 2), (method.Positions.Offset, method.Positions.Length));
        Assert.Equal((1, new Segment(1, 3)), method.Positions.Locate(new Segment(0, 2)));
        Assert.All(method.Candidates, candidate => Assert.Equal((1, new Segment(1, 3)), (candidate.Chain, candidate.Segment)));
        Assert.Contains($"layer 1 is '{Name(6)}', layer 2 is '{Name(7)}'", $"{method.Positions}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,1,9,1,False", "(1,)", 1, "DC3221", "no choice of its layers gives kernel 9, stride 1; there are kernel 3, stride 1")]
    [InlineData("0,1,3,1,False", "(1,)", 0, "DC3204", "and exp of a change is above 0")]
    public void RowsOfLayerMergeAreChecked(string key, string kept, double importance, string code, string message)
    {
        var tables = new PublishedTables
        {
            Importances = ($"st,end,ker,str,is_dw,conv_comb,importance\n{key},\"{kept}\",{importance}\n", "imp.csv"),
            FirstSite = Name(1),
            IsForced = true,
        };
        var refusal = Assert.Throws<DiagnosticException>(() =>
            PlanningMethods.Import(new() { Name = LayerMergeMethod.Name }, tables, Network, Chains)).Diagnostic;

        Assert.Equal(code, refusal.Descriptor.Code);
        Assert.EndsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheMethodThatFitsHasNoPublishedTables()
    {
        Assert.Equal("DC2120", Assert.Throws<DiagnosticException>(() =>
            PlanningMethods.Import(new(), Times(Legal), Network, Chains)).Diagnostic.Descriptor.Code);
        Assert.Equal("DC2120", Assert.Throws<DiagnosticException>(() =>
            new TableExporter(Network, new(), new PublishedPositions(Chains, 0, 7))).Diagnostic.Descriptor.Code);
    }

    [Fact]
    public void LayerTablesReadAndWriteBack()
    {
        const string Latencies = "index,time,stdev\n1,1.5,0.25\n2,2.0,0.0\n";
        const string Importances = ",id,index,importance\n0,0,2,1.25\n";

        var rows = LayerCsv.ParseLatencies(Latencies);
        var worths = LayerCsv.ParseImportances(Importances);

        Assert.Equal(Latencies, LayerCsv.FormatLatencies(rows));
        Assert.Equal(Importances, LayerCsv.FormatImportances([.. rows.Select(row => row with
        {
            Importance = worths.TryGetValue(row.Position, out var worth) ? worth : null,
        })]));
        Assert.Equal("DC2050", Assert.Throws<DiagnosticException>(() => LayerCsv.ParseLatencies("index,time\n0,1\n"))
            .Diagnostic.Descriptor.Code);
    }

    private static string Name(int layer) => Chains.SelectMany(chain => chain.Sites).ElementAt(layer - 1).Name;

    /// <summary>With the names of layers by their numbers.</summary>
    private static string Plain(string message) =>
        Enumerable.Range(1, 7).Reverse().Aggregate(message, (text, layer) =>
            text.Replace($"'{Name(layer)}'", $"'conv{layer}'", StringComparison.Ordinal));

    private static ImmutableArray<Segment> Runs(int from, int to) =>
    [
        .. Enumerable.Range(from, to - from).SelectMany(start =>
        Enumerable.Range(start + 1, to - start).Select(end => new Segment(start, end))),
    ];

    private static PublishedTables Times(ImmutableArray<Segment> rows) => new()
    {
        Latencies = ("st,end,time\n" + string.Concat(rows.Select(row => $"{row.Start},{row.End},{row.Length}\n")), "table.csv"),
    };

    private static PublishedTables Worths(string text) => new() { Importances = (text, "table.csv") };

    private static string Text(PlanPoint point) =>
        string.Create(CultureInfo.InvariantCulture, $"{string.Join("; ", point.Candidates)}: {point.Change:0.000000}");

    private static (IPlanningMethod Method, LatencyTable Latency, ImmutableDictionary<Candidate, ImportanceRow> Importance) Tables(
        MethodOptions options, int seed)
    {
        var method = PlanningMethods.Create(options, new(), Network, Chains);
        var random = new SeededData(seed);
        var saved = method.Candidates
            .ToImmutableDictionary(candidate => candidate, candidate => (candidate.Segment.Length * random.Next()) + 0.05);
        var importance = method.Candidates.ToImmutableDictionary(
            candidate => candidate, _ => new ImportanceRow(new("m", "c", "q", "d"), -random.Next(), null, 0, default));
        return (method, new LatencyTable(14, saved, Machine), importance);
    }

    private static Graph TwoChains()
    {
        var net = new NetworkText();
        var pooled = net.Node("MaxPool(%?) kernel_shape=[2,2] strides=[2,2]", Run("%x", 4));
        return net.Ends(net.Head(Run(pooled, 3)));

        string Run(string from, int layers) => layers == 0 ? from : Run(net.Relu(net.Conv(from, 4)), layers - 1);
    }
}
