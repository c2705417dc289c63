using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Verification;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Passes.Tests.Verification;

/// <summary>Segments composed by the candidates' own code, proved from the nodes of the networks.</summary>
public sealed class CompositionProofTests
{
    public static TheoryData<string> Networks => ["residual", "bottleneck", "mobile"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_composition_of_a_network_is_proved(string name)
    {
        var network = Pipelines.Optimize.Run(Build(name), new PassContext(new DiagnosticSink()));
        var chains = ChainAnalysis.Run(network);
        var options = new CandidateOptions { Families = ["compose"], LongestSegment = 4 };
        var candidates = new CandidateEnumerator(network, options).Enumerate(chains).Cast<Candidate.Compose>()
            .Select(candidate => (candidate, SegmentComposer.Compose(network, chains[candidate.Chain], candidate)))
            .Where(pair => pair.Item2 is not null).ToArray();
        Assert.InRange(candidates.Length, 5, int.MaxValue);
        foreach (var (candidate, realization) in candidates)
        {
            var composed = CandidateRewriter.Apply(network, chains, [realization!]);

            Assert.True(Assert.Single(CompositionProof.Of(network, composed, chains, [candidate])).Holds);
        }
    }

    [Fact]
    public void A_convolution_that_is_no_composition_is_refused()
    {
        var network = Pipelines.Optimize.Run(Build("mobile"), new PassContext(new DiagnosticSink()));
        var chains = ChainAnalysis.Run(network);
        var candidate = new CandidateEnumerator(network, new CandidateOptions { Families = ["compose"] })
            .Enumerate(chains).Cast<Candidate.Compose>().First(candidate => SegmentComposer.Compose(network, chains[candidate.Chain], candidate) is not null);
        var realization = SegmentComposer.Compose(network, chains[candidate.Chain], candidate)!;
        var conv = realization.Convs[0];
        var wrong = realization with { Convs = [conv with { Weight = Tensor.Zeros(conv.Weight.Element, conv.Weight.Shape) }] };

        var problem = Assert.Throws<DiagnosticException>(() =>
            CompositionProof.Of(network, CandidateRewriter.Apply(network, chains, [wrong]), chains, [candidate]));

        Assert.Equal("DC5006", problem.Diagnostic.Descriptor.Code);
        Assert.EndsWith("is not proved to be the composition of its layers: an impulse response is off by 1.0e+0", problem.Message, StringComparison.Ordinal);
    }

    private static Graph Build(string name) => name switch
    {
        "residual" => new ResidualNetwork { Input = new(3, 16, 16), Width = 4, Blocks = 2 }.Build(),
        "bottleneck" => new ResidualNetwork { Input = new(3, 16, 16), Width = 2, Blocks = 1, IsBottleneck = true }.Build(),
        _ => new MobileNetwork { Input = new(3, 32, 32), Width = 0.1, Depth = 0.5, Features = 32 }.Build(),
    };
}
