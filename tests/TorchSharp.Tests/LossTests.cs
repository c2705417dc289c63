using TorchSharp;
using static DepthCompress.TorchSharp.Tests.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace DepthCompress.TorchSharp.Tests;

public sealed class LossTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [NeedsFact(Need.LibTorch)]
    public void CrossEntropyIsTheLogarithmOfTheProbability()
    {
        var logits = Tensor(0, MathF.Log(3), MathF.Log(4), 0).reshape(2, 2);
        var classes = torch.tensor([1L, 0L]);
        double[] losses = [-Math.Log(0.75), -Math.Log(0.8)];

        Equal([.. losses.Select(loss => (float)loss)], cross_entropy(logits, classes, reduction: nn.Reduction.None));
        Assert.Equal(losses.Average(), cross_entropy(logits, classes).ToDouble(), 1e-6);
        Assert.Equal(losses.Sum(), nll_loss(log_softmax(logits, 1), classes, reduction: nn.Reduction.Sum).ToDouble(), 1e-6);
        Assert.Equal(losses[0], cross_entropy(logits, torch.tensor([1L, -100L])).ToDouble(), 1e-6);
    }

    [NeedsFact(Need.LibTorch)]
    public void SmoothedLabelsGiveSomethingToEveryClass()
    {
        var logits = Tensor(0, MathF.Log(3)).reshape(1, 2);
        var expected = -((0.1 * Math.Log(0.25)) + (0.9 * Math.Log(0.75)));

        Assert.Equal(expected, cross_entropy(logits, torch.tensor([1L]), label_smoothing: 0.2).ToDouble(), 1e-6);
    }

    [NeedsFact(Need.LibTorch)]
    public void DivergenceTakesLogarithmsOfBothUnlessToldOtherwise()
    {
        var (p, q) = (Tensor(0.5f, 0.5f), Tensor(0.25f, 0.75f));
        var expected = (0.5 * Math.Log(2)) + (0.5 * Math.Log(0.5 / 0.75));

        Assert.Equal(expected, kl_div(q.log(), p.log(), reduction: nn.Reduction.Sum).ToDouble(), 1e-6);
        Assert.Equal(expected, kl_div(q.log(), p, log_target: false, reduction: nn.Reduction.Sum).ToDouble(), 1e-6);
    }

    [NeedsFact(Need.LibTorch)]
    public void DistancesAreMeansUnlessToldOtherwise()
    {
        var (x, y) = (Tensor(0, 4), Tensor(0.5f, 1));

        Assert.Equal((0.25 + 9) / 2, mse_loss(x, y).ToDouble());
        Assert.Equal(9.25, mse_loss(x, y, nn.Reduction.Sum).ToDouble());
        Assert.Equal((0.125 + 2.5) / 2, smooth_l1_loss(x, y).ToDouble());
        Assert.Equal(Math.Log(2), binary_cross_entropy_with_logits(Tensor(0), Tensor(1)).ToDouble(), 1e-6);
    }
}
