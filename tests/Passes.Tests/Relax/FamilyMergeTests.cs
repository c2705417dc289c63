using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Relax;
using DepthCompress.Passes.Verification;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Passes.Tests;

/// <summary>LayerMerge on every family of networks it was published for: plans of many merges, in parts, trained, merged and proved.</summary>
public sealed class FamilyMergeTests
{
    private static readonly OrtExecutor Executor = new();

    /// <summary>
    /// Several plans for each family, each of disjoint merges with and without pruned layers: composed at once they are certified, and in
    /// parts, with weights that training changed, they merge to the same function, borders included.
    /// </summary>
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("resnet, basic blocks", 3)]
    [InlineData("resnet, bottlenecks", 3)]
    [InlineData("mobilenetv2", 4)]
    [InlineData("vgg", 3)]
    [InlineData("dncnn", 3)]
    [InlineData("vdsr", 3)]
    public void PlansOfManyMergesAreProved(string family, int atLeast)
    {
        var graph = Pipelines.Optimize.Run(NetworkOf(family), Context());
        var chains = ChainAnalysis.Run(graph);
        var all = new LayerMergeMethod(graph, chains, new()).Candidates.OfType<Candidate.Compose>().ToImmutableArray();
        var pruned = false;
        for (var turn = 0; turn < 3; turn++)
        {
            var chosen = Disjoint(all, turn);
            var structure = CandidateRewriter.Apply(graph, chains, chosen.Select(candidate => SegmentComposer.Compose(graph, chains[candidate.Chain], candidate)!));
            var (relaxed, segments) = SegmentRelaxer.Relax(graph, chains, chosen, Context());
            var trained = FakeTrainer.Perturbed(new RestoreNormalization().Apply(relaxed, Context()), 0.3);
            var (merged, certificates) = SegmentRelaxer.Merge(trained, segments, Context());

            Assert.True(chosen.Length >= atLeast, $"{chosen.Length} merges");
            Assert.Equal(chosen.Length, CompositionProof.Of(graph, structure, chains, chosen).Length);
            Assert.Equal(chosen.Length, segments.Length);
            Assert.All(certificates, certificate => Assert.True(certificate.Holds));
            Assert.Equal(NetworkCost.Depth(structure), NetworkCost.Depth(merged));
            Assert.True(NetworkCost.Depth(merged) < NetworkCost.Depth(graph));
            var report = new EquivalenceCheck(Executor).Compare(trained, Pipelines.Optimize.Run(merged, Context()), InputsOf(graph));
            Assert.True(report.Passed, $"{family}, plan {turn}: {string.Join('\n', report.Failures)}");
            pruned |= chosen.Any(candidate => candidate.Pruned.Count > 0);
        }

        Assert.True(pruned);
    }

    /// <summary>Front to back, at each place one of the candidates that begin there: another one in every turn.</summary>
    private static ImmutableArray<Candidate.Compose> Disjoint(ImmutableArray<Candidate.Compose> all, int turn)
    {
        var chosen = ImmutableArray.CreateBuilder<Candidate.Compose>();
        foreach (var group in all.GroupBy(candidate => candidate.Chain))
        {
            var end = 0;
            foreach (var start in group.Where(candidate => candidate.Segment.Length <= 4).GroupBy(candidate => candidate.Segment.Start).OrderBy(start => start.Key))
            {
                if (start.Key >= end)
                {
                    ImmutableArray<Candidate.Compose> here = [.. start];
                    chosen.Add(here[((turn * 2) + chosen.Count) % here.Length]);
                    end = chosen[^1].Segment.End;
                }
            }
        }

        return chosen.ToImmutable();
    }

    private static Graph NetworkOf(string family) => family switch
    {
        "resnet, basic blocks" => new ResidualNetwork { Width = 4, Blocks = 2, Input = new(3, 16, 16), Weights = InitialWeights.Varied }.Build(),
        "resnet, bottlenecks" => new LargeResidualNetwork
        {
            Width = 4,
            Blocks = [2, 1, 2, 1],
            IsBottleneck = true,
            Classes = 5,
            Input = new(3, 32, 32),
            Weights = InitialWeights.Varied,
        }.Build(),
        "mobilenetv2" => new MobileNetwork { Width = 0.15, Classes = 5, Features = 24, Input = new(3, 16, 16), IsForSmallImages = true, Weights = InitialWeights.Varied }.Build(),
        "vgg" => new VggNetwork { Widths = [4, 6, 8], Depths = [2, 3, 3], Hidden = [], Classes = 5, Input = new(3, 16, 16), HasNorms = true, Weights = InitialWeights.Varied }.Build(),
        "dncnn" => new DenoisingNetwork { Width = 6, Depth = 9, HasNorms = true }.Build(),
        _ => Residual(new DenoisingNetwork { Width = 6, Depth = 10 }.Build()),
    };

    /// <summary>VDSR adds its input where DnCNN subtracts from it.</summary>
    private static Graph Residual(Graph graph)
    {
        var edit = graph.Edit();
        var end = graph.Nodes[^1];
        edit.Redefine(end.Output, new Add(), [end.Inputs[1], end.Inputs[0]], end);
        return edit.ToGraph();
    }

    private static ImmutableArray<Tensor> InputsOf(Graph graph) => graph.TypeOf(graph.Inputs[0])!.Shape[2].IsKnown
        ? new RandomInputs { Batch = 2 }.For(graph)
        : [InputTensors.Random(ElementType.Float32, [2, 1, 19, 17], 5)];

    private static PassContext Context() => new(new DiagnosticSink(), Executor);
}
