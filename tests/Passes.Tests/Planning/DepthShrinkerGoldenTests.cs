using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Passes.Tests;

/// <summary>Published architectures given as plans: their work is that of the golden file, to the multiply-accumulate.</summary>
public sealed class DepthShrinkerGoldenTests
{
    private static readonly Dictionary<(string, bool), Base> Bases = [];

    public static TheoryData<string> Bare => Names("base_models");

    public static TheoryData<string> Architectures => Names("architectures");

    public static TheoryData<string> Patterns => Names("reimplementation_patterns");

    [NeedsTheory(Need.Golden)]
    [MemberData(nameof(Bare))]
    public void UnitsAreThePublishedOnes(string name)
    {
        var (network, expected) = (BaseOf(name, merges: false), Json.GetProperty("units").GetProperty(name).EnumerateArray().ToArray());
        Assert.Equal(expected.Select(KindOf), network.Units.Select(unit => unit.Kind));
        Assert.Equal(expected.Select(unit => unit.GetProperty("cout").GetInt32()), network.Units.Select(unit => network.OutputsOf(unit)));
        var golden = Json.GetProperty("base_models").GetProperty(name);
        Assert.Equal(golden.GetProperty("units").GetInt32(), network.Units.Length);
        Assert.Equal(golden.GetProperty("conv_fc_macs").GetInt64(), NetworkCost.MultiplyAccumulates(network.Graph));
        Assert.Equal(golden.GetProperty("flop_count_official_style").GetInt64(), FlopsOf(network.Graph));
    }

    [NeedsTheory(Need.Golden)]
    [MemberData(nameof(Architectures))]
    public void APublishedArchitectureHasItsWork(string name)
    {
        var golden = Json.GetProperty("architectures").GetProperty(name);
        var network = BaseOf(golden.GetProperty("base").GetString()!, merges: false);
        var shrunk = network.With(golden.GetProperty("mask"));

        Assert.Equal(golden.GetProperty("conv_fc_macs").GetInt64(), NetworkCost.MultiplyAccumulates(shrunk));

        // Where only an activation goes, the published networks keep the normalization, which ours fold.
        var counted = network.With(golden.GetProperty("mask"), unit => unit.Merges);
        Assert.Equal(golden.GetProperty("flop_count_official_style").GetInt64(), FlopsOf(counted));
        Assert.Equal(golden.GetProperty("published").GetProperty("mflops").GetInt64(), FlopsOf(counted) / 1_000_000);
    }

    /// <summary>Patterns of the re-implementation, which merges the first block too.</summary>
    [NeedsTheory(Need.Golden)]
    [MemberData(nameof(Patterns))]
    public void APatternHasItsWork(string name)
    {
        var golden = Json.GetProperty("reimplementation_patterns").GetProperty(name);
        var network = BaseOf($"mobilenetv2-{golden.GetProperty("width").GetString()}", merges: true);

        Assert.Equal(
            golden.GetProperty("conv_fc_macs_all_removed_blocks_merged").GetInt64(),
            NetworkCost.MultiplyAccumulates(network.With(golden.GetProperty("equivalent_mask"))));
    }

    private static JsonElement Json { get; } =
        JsonDocument.Parse(
        SharedFolder.Golden is null ? "{}" : File.ReadAllText(SharedFolder.GoldenFile("depthshrinker-architectures.json"))).RootElement;

    private static TheoryData<string> Names(string property) =>
        [.. Json.TryGetProperty(property, out var entries) ? entries.EnumerateObject().Select(entry => entry.Name) : []];

    private static ShrinkKind KindOf(JsonElement unit) => unit.GetProperty("kind").GetString() switch
    {
        "inverted-residual" => ShrinkKind.InvertedResidual,
        "depthwise-separable" => ShrinkKind.Separable,
        _ => ShrinkKind.Layer,
    };

    /// <summary>As published figures were counted: normalization of what is not merged takes five operations an element.</summary>
    private static long FlopsOf(Graph graph) => NetworkCost.MultiplyAccumulates(graph)
        + (5 * graph.Nodes.Where(node => node.Op is BatchNormalization).Sum(node => (long)graph.TypeOf(node.Output)!.Shape[1..].ToDims(1).Product));

    private static Base BaseOf(string name, bool merges)
    {
        lock (Bases)
        {
            return Bases.TryGetValue((name, merges), out var known) ? known : Bases[(name, merges)] = Base.Of(name, merges);
        }
    }

    /// <summary>A network with its units, each composed once.</summary>
    private sealed record Base(Graph Graph, ImmutableArray<LayerChain> Chains, ImmutableArray<ShrinkUnit> Units)
    {
        private readonly Dictionary<ShrinkUnit, Realization> composed = [];

        public static Base Of(string name, bool merges)
        {
            var graph = NetworkZoo.Find(name == "mobilenetv2-1.0" ? "mobilenetv2" : name).Build();
            var chains = ChainAnalysis.Run(graph);
            return new(graph, chains, ShrinkUnits.Of(graph, chains, new() { MergesSeparable = merges }));
        }

        public int OutputsOf(ShrinkUnit unit)
        {
            // A separable unit is its activation; what it leads to is the pointwise convolution behind.
            var chain = Chains[unit.Candidate.Chain];
            var end = unit.Kind is ShrinkKind.Separable ? unit.Candidate.Segment.Start + 2 : unit.Candidate.Segment.End;
            return Graph.TypeOf(chain.ValueAt(end))!.Shape[1].Size;
        }

        public Graph With(JsonElement mask, Func<ShrinkUnit, bool>? where = null)
        {
            Assert.Equal(Units.Length, mask.GetArrayLength());
            var removed = Units.Where((unit, index) => mask[index].GetInt32() == 0 && where?.Invoke(unit) is not false);
            return CandidateRewriter.Apply(Graph, Chains, removed.Select(Composed));
        }

        private Realization Composed(ShrinkUnit unit)
        {
            lock (composed)
            {
                return composed.TryGetValue(unit, out var known) ? known
                    : composed[unit] = SegmentComposer.Compose(Graph, Chains[unit.Candidate.Chain], unit.Candidate)!;
            }
        }
    }
}
