using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using DepthCompress.Runtime.Training;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Gates compute, and have the gradients of, the formulas (DepthShrinker, section 2.1); the choice is the lowest scores.</summary>
public sealed class GateTests
{
    private static readonly float[] Numbers = [-2, -0.5f, 0, 1, 5.5f, 6.5f, 9, -7];
    private static readonly float[] Upstream = [1, -2, 0.5f, 3, -1, 2, 0.25f, -0.75f];

    private static readonly Graph One = GraphParser.Parse("""
        graph @one
          in %x : f32[8]
          %y = Clip(%x) min=0.0 max=6.0 @act
          out %y
        """);

    /// <summary>Two activations, one behind the other.</summary>
    private static readonly Graph Two = GraphParser.Parse("""
        graph @two
          in %x : f32[8]
          const %w : f32[8] = random(3)
          %a = Clip(%x) min=0.0 max=6.0 @first
          %b = Add(%a, %w) @shift
          %y = Clip(%b) min=0.0 max=6.0 @second
          out %y
        """);

    [NeedsTheory(Need.LibTorch)]
    [InlineData(true)]
    [InlineData(false)]
    public void AKeptGateIsTheActivationAndARemovedOneTheIdentity(bool kept)
    {
        using var scope = torch.NewDisposeScope();
        using var parameters = TorchParameters.Of(One, torch.CPU);
        var y = Answer(One, Gates(One, tied: true, 0.5, kept), parameters, torch.tensor(Numbers, [8]));
        Assert.Equal(Numbers.Select(x => (double)(kept ? Math.Clamp(x, 0, 6) : x)), TorchTensors.Numbers(y));
    }

    [NeedsTheory(Need.LibTorch)]
    [InlineData(0, true, true)]
    [InlineData(0.5, true, true)]
    [InlineData(1, true, true)]
    [InlineData(0, false, true)]
    [InlineData(0.5, false, true)]
    [InlineData(1, false, true)]
    [InlineData(-0.1, true, false)]
    [InlineData(1.1, true, false)]
    [InlineData(-0.1, false, false)]
    [InlineData(1.1, false, false)]
    public void TheGradientOfAScoreIsThatOfTheSlopeWithinItsBounds(double score, bool kept, bool flows)
    {
        using var scope = torch.NewDisposeScope();
        using var parameters = TorchParameters.Of(One, torch.CPU);
        var gates = Gates(One, tied: true, score, kept);
        var x = torch.tensor(Numbers, [8]);
        x.requires_grad = true;
        var gradients = torch.autograd.grad([Loss(Answer(One, gates, parameters, x))], [gates.Scores, x]);

        var slope = Numbers.Zip(Upstream, (number, upstream) => upstream * (number - Math.Clamp(number, 0, 6))).Sum();
        Assert.Equal([flows ? slope : 0], TorchTensors.Numbers(gradients[0]));
        var through = Numbers.Zip(Upstream, (number, upstream) => !kept || number is > 0 and < 6 ? upstream : 0.0);
        Assert.Equal(through, TorchTensors.Numbers(gradients[1]));
    }

    [NeedsFact(Need.LibTorch)]
    public void TiedActivationsAddTheirGradientsUp()
    {
        using var scope = torch.NewDisposeScope();
        using var parameters = TorchParameters.Of(Two, torch.CPU);
        var x = torch.tensor(Numbers, [8]);
        var single = Gates(Two, tied: false, 0.5, kept: true);
        var tied = Gates(Two, tied: true, 0.5, kept: true);
        var apart = TorchTensors.Numbers(torch.autograd.grad([Loss(Answer(Two, single, parameters, x))], [single.Scores])[0]);
        var together = TorchTensors.Numbers(torch.autograd.grad([Loss(Answer(Two, tied, parameters, x))], [tied.Scores])[0]);
        Assert.DoesNotContain(0.0, apart);
        Assert.Equal(apart.Sum(), Assert.Single(together), 1e-5);
    }

    [NeedsFact(Need.LibTorch)]
    public void AScaleChangesTheGradientAndNotTheValue()
    {
        using var scope = torch.NewDisposeScope();
        using var parameters = TorchParameters.Of(One, torch.CPU);
        var (plain, scaled) = (Gates(One, true, 0.25, true), Gates(One, true, 0.25, true, scale: 0.125));
        var x = torch.tensor(Numbers, [8]);
        var (first, second) = (Answer(One, plain, parameters, x), Answer(One, scaled, parameters, x));
        Assert.Equal(TorchTensors.Numbers(first), TorchTensors.Numbers(second));
        var whole = TorchTensors.Numbers(torch.autograd.grad([Loss(first)], [plain.Scores])[0])[0];
        Assert.Equal(whole / 8, TorchTensors.Numbers(torch.autograd.grad([Loss(second)], [scaled.Scores])[0])[0], 1e-6);
    }

    [Fact]
    public void TheLowestScoresAreKeptAndOfEqualOnesTheFirst()
    {
        Assert.Equal([true, true, true, false, false], LearnedGates.Lowest([0, 0, 0, 0, 0], 3).ToArray());
        Assert.Equal([false, true, false, true, true], LearnedGates.Lowest([0.5, 0.1, 0.3, 0.2, 0.1], 3).ToArray());
        Assert.Equal([true, true], LearnedGates.Lowest([1, 1], null).ToArray());
        Assert.Equal([false, false], LearnedGates.Lowest([0, 1], 0).ToArray());
    }

    /// <summary>Of 19 units 7 are kept; the last flips where its score crosses that of the seventh.</summary>
    [Theory]
    [InlineData(0.59, true)]
    [InlineData(0.60, false)]
    [InlineData(0.61, false)]
    public void AUnitFlipsWhereItsScoreCrossesThatOfTheLastKept(double score, bool kept)
    {
        double[] scores = [.. Enumerable.Range(0, 19).Select(unit => unit / 10.0)];
        scores[18] = score;
        Assert.Equal(kept, LearnedGates.Lowest(scores, 7)[18]);
        Assert.Equal(!kept, LearnedGates.Lowest(scores, 7)[6]);
    }

    private static LearnedGates Gates(Graph graph, bool tied, double score, bool kept, double scale = 1)
    {
        ImmutableArray<GateSite> sites = [.. graph.Nodes.Where(node => node.Op is Clip).Select(node => new GateSite(node.Inputs[0]!, node.Output))];
        ImmutableArray<GatedUnit> units = tied
            ? [new("all", sites, 0) { GradientScale = scale }]
            : [.. sites.Select((site, index) => new GatedUnit($"{index}", [site], 0))];
        var gates = new LearnedGates(new() { Units = units }, 0, torch.CPU);
        gates.Memory = gates.Memory with { Kept = [.. units.Select(_ => kept)] };
        using (torch.no_grad())
        {
            gates.Scores.add_(score);
        }

        return gates;
    }

    private static TorchTensor Answer(Graph graph, LearnedGates gates, TorchParameters parameters, TorchTensor x)
    {
        var sites = graph.Nodes.Where(node => node.Op is Clip).Select(node => new GateSite(node.Inputs[0]!, node.Output)).ToImmutableArray();
        ImmutableArray<GatedUnit> units = gates.Scores.shape[0] == 1
            ? [new("all", sites, 0)]
            : [.. sites.Select((site, index) => new GatedUnit($"{index}", [site], 0))];
        return TorchProgram.Compile(graph, [graph.Outputs[0].Value], units).Run(parameters, [x], NormalizationMode.Kept, gates.Straight())[0];
    }

    private static TorchTensor Loss(TorchTensor y) => y.mul(torch.tensor(Upstream, [8])).sum();
}
