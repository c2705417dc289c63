using DepthCompress.Runtime.Data;
using DepthCompress.Runtime.Torch;
using DepthCompress.Runtime.Training;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>The closed forms of the penalty are the derivatives (Dynamic Structure Pruning, AAAI'23).</summary>
public sealed class GroupPenaltyTests
{
    private static readonly double[] Kernels = [1, 2, 3, -1, 0.5, 0.5];
    private static readonly double[] Parts = [0.5, 0.25, 0.8, 0.5, 0.75, 0.2];
    private static readonly double[] Direction = [0.1, -0.2, 0.3, 0.1, -0.1, 0.2];

    [NeedsFact(Need.LibTorch)]
    public void SoftGroupsByHand()
    {
        using var scope = torch.NewDisposeScope();
        var (weights, parts) = (Matrix(Kernels, 3, 2), Matrix(Parts, 2, 3));
        var penalty = new GroupPenalty(weights.square(), parts);
        Near([23.773889], penalty.Value);
        Near([1.561930, 3.624705, 3.825349, -2.080607, 1.468490, 1.343299], penalty.Shrinkage().mul(weights));
        Near([16.444899, 19.867179, 6.609480, 17.569338, 22.691385, 16.338714], penalty.OfMemberships());
        Near([-0.952350, 1.389094, 0.290631, -0.274188, 1.201033, 0.589650], penalty.Mixed(weights.mul(Matrix(Direction, 3, 2))));
    }

    [NeedsFact(Need.LibTorch)]
    public void HardGroupsByHand()
    {
        using var scope = torch.NewDisposeScope();
        var weights = Matrix([1, 0.5, 0, 2, -0.5, 0.1, 0.2, 1, -1, 0.1, 1, 1], 4, 3);
        var penalty = new GroupPenalty(weights.square(), Matrix([1, 1, 0, 0, 0, 0, 1, 1], 2, 4));
        var scale = Math.Pow(2.0 / 4, 1.5);
        Near([0.6325, 1, 0, 1.2649, -1, 1.4142, 1.2649, 1, -1, 0.6325, 1, 1], penalty.Shrinkage().mul(weights).mul(scale), 4);

        // A channel of a group of length 0.1 and a step of 2²·0.1: it ends at zero, or beyond by three times its length.
        Assert.Equal(0, TorchTensors.Numbers(penalty.Shrunk(0.1, overshoots: false))[5]);
        Near([-3], penalty.Shrunk(0.1, overshoots: true).select(0, 1).select(0, 2));
        var length = Math.Sqrt(5);
        Near([1 - (0.4 / length)], penalty.Shrunk(0.1, overshoots: false).select(0, 0).select(0, 0));
    }

    [NeedsTheory(Need.LibTorch)]
    [InlineData(1, 5, 3, 1)]
    [InlineData(2, 8, 4, 9)]
    [InlineData(3, 16, 16, 9)]
    [InlineData(4, 64, 64, 1)]
    public void TheyAreWhatAutogradFinds(int groups, int filters, int channels, int taps)
    {
        using var scope = torch.NewDisposeScope();
        var random = new SeededRandom((ulong)(groups + filters));
        var weights = Noise(random, filters, channels, taps);
        var direction = Noise(random, filters, channels, taps);
        var parts = Noise(random, groups, filters).softmax(0).detach();
        var penalty = new GroupPenalty(weights.square().sum(2), parts);
        weights.requires_grad = parts.requires_grad = true;

        var slopes = torch.autograd.grad([Penalty(weights, parts)], [weights, parts], create_graph: true);
        Near(slopes[0], penalty.Shrinkage().unsqueeze(2).mul(weights));
        Near(slopes[1], penalty.OfMemberships());
        var mixed = torch.autograd.grad([slopes[0].mul(direction).sum()], [parts])[0];
        Near(mixed, penalty.Mixed(weights.detach().mul(direction).sum(2)));
    }

    [NeedsFact(Need.LibTorch)]
    public void LogitsAreReachedThroughTheSoftmax()
    {
        using var scope = torch.NewDisposeScope();
        var random = new SeededRandom(5);
        var (logits, noise, slopes) = (Noise(random, 3, 7), Noise(random, 3, 7), Noise(random, 3, 7));
        logits.requires_grad = true;
        var parts = logits.div(0.5).add(noise).softmax(0);
        var expected = torch.autograd.grad([parts.mul(slopes).sum()], [logits])[0];
        Near(expected, GroupPenalty.OfLogits(parts.detach(), slopes, 0.5));
    }

    [NeedsFact(Need.LibTorch)]
    public void NamesOfGroupsMeanNothing()
    {
        using var scope = torch.NewDisposeScope();
        var random = new SeededRandom(9);
        var (weights, direction) = (Noise(random, 6, 4), Noise(random, 6, 4));
        var parts = Noise(random, 3, 6).softmax(0);
        var (one, other) = (new GroupPenalty(weights.square(), parts), new GroupPenalty(weights.square(), parts.flip(0)));
        var products = weights.mul(direction);
        Near(one.Value, other.Value);
        Near(one.Shrinkage(), other.Shrinkage());
        Near(one.OfMemberships().flip(0), other.OfMemberships());
        Near(one.Mixed(products).flip(0), other.Mixed(products));
        Near(one.MixedAsReleased(products).flip(0), other.MixedAsReleased(products));
    }

    /// <summary>Channels that are zero already, and filters certain of their group, divide by nothing.</summary>
    [NeedsFact(Need.LibTorch)]
    public void ZerosAreNoNumbersTooLarge()
    {
        using var scope = torch.NewDisposeScope();
        var weights = Matrix([0, 1, 0, 2, 0, 3], 3, 2);
        var penalty = new GroupPenalty(weights.square(), Matrix([1, 1, 0, 0, 0, 1], 2, 3));
        TorchTensor[] all =
        [
            penalty.Shrinkage(), penalty.OfMemberships(), penalty.Mixed(weights), penalty.MixedAsReleased(weights),
            penalty.Shrunk(1, overshoots: true), penalty.Shrunk(1, overshoots: false),
        ];
        Assert.All(all.SelectMany(TorchTensors.Numbers), number => Assert.True(double.IsFinite(number)));
        Near([0, 4 / Math.Sqrt(5), 0, 8 / Math.Sqrt(5), 0, 1], penalty.Shrinkage().mul(weights));
    }

    /// <summary>The shortened derivative is the exact one where there is one filter and one channel, and another one elsewhere.</summary>
    [NeedsFact(Need.LibTorch)]
    public void TheReleasedDerivativeIsAnother()
    {
        using var scope = torch.NewDisposeScope();
        var random = new SeededRandom(4);
        var (weights, direction) = (Noise(random, 1, 1), Noise(random, 1, 1));
        var single = new GroupPenalty(weights.square(), Matrix([0.3, 0.7], 2, 1));
        Near(single.Mixed(weights.mul(direction)), single.MixedAsReleased(weights.mul(direction)));

        (weights, direction) = (Noise(random, 64, 64), Noise(random, 64, 64));
        var penalty = new GroupPenalty(weights.square(), Noise(random, 4, 64).softmax(0));
        var (exact, released) = (penalty.Mixed(weights.mul(direction)), penalty.MixedAsReleased(weights.mul(direction)));
        Assert.True(exact.mul(released).sum().div(exact.norm()).div(released.norm()).ToDouble() < 0.9);
    }

    /// <summary>The definition, term by term.</summary>
    private static TorchTensor Penalty(TorchTensor weights, TorchTensor parts)
    {
        var norms = parts.square().matmul(weights.square().sum(2)).sqrt();
        return parts.sqrt().sum(1).square().mul(norms.sum(1)).sum();
    }

    private static TorchTensor Noise(SeededRandom random, params int[] shape) =>
        torch.tensor([.. Enumerable.Range(0, shape.Aggregate((product, size) => product * size)).Select(_ => random.Gaussian())],
            [.. shape.Select(size => (long)size)]);

    private static TorchTensor Matrix(double[] numbers, long rows, long columns) => torch.tensor(numbers, [rows, columns]);

    private static void Near(TorchTensor expected, TorchTensor actual)
    {
        var (one, other) = (TorchTensors.Numbers(expected), TorchTensors.Numbers(actual));
        var largest = one.Max(Math.Abs);
        Assert.Equal(one.Length, other.Length);
        Assert.All(one.Zip(other), pair => Assert.InRange(pair.Second - pair.First, -1e-10 * largest, 1e-10 * largest));
    }

    private static void Near(double[] expected, TorchTensor actual, int digits = 6) =>
        Assert.All(expected.Zip(TorchTensors.Numbers(actual)), pair => Assert.Equal(pair.First, pair.Second, digits));
}
