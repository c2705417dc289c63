using TorchSharp;
using static DepthCompress.TorchSharp.Tests.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace DepthCompress.TorchSharp.Tests;

public sealed class AutogradTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [NeedsFact(Need.LibTorch)]
    public void TheGradientOfAPolynomialIsItsDerivative()
    {
        var x = torch.tensor([-1f, 0.5f, 2f], requires_grad: true);

        Equal([11, 6.5f, 29], torch.autograd.grad([((x.pow(3) * 2) + (x * 5)).sum()], [x])[0]);
    }

    [NeedsFact(Need.LibTorch)]
    public void TheGradientOfALinearMapIsItsOtherFactor()
    {
        var (x, w, b) = (Ramp(2, 3).requires_grad_(), Ramp(2, 3).requires_grad_(), torch.zeros(2, requires_grad: true));

        var gradients = torch.autograd.grad([linear(x, w, b)], [x, w, b], [torch.ones(2, 2)]);

        Equal([3, 5, 7, 3, 5, 7], gradients[0]);
        Equal([3, 5, 7, 3, 5, 7], gradients[1]);
        Equal([2, 2], gradients[2]);
    }

    [NeedsFact(Need.LibTorch)]
    public void TheGradientOfCrossEntropyIsProbabilityMinusTruth()
    {
        var logits = Tensor(0, MathF.Log(3)).reshape(1, 2).requires_grad_();

        Equal([0.25f, -0.25f], torch.autograd.grad([cross_entropy(logits, torch.tensor([1L]))], [logits])[0]);
    }

    [NeedsFact(Need.LibTorch)]
    public void GradientsAgreeWithDifferences()
    {
        torch.manual_seed(11);
        var x = torch.randn([2, 2, 5, 5], torch.float64);
        var w = torch.randn([3, 2, 3, 3], torch.float64, requires_grad: true);
        var direction = torch.randn([3, 2, 3, 3], torch.float64);

        Tensor Loss(Tensor weight)
        {
            var (mean, variance) = (torch.zeros([3], torch.float64), torch.ones([3], torch.float64));
            var y = batch_norm(conv2d(x, weight, padding: [1, 1]), mean, variance, training: true);
            return avg_pool2d(y.silu(), [2, 2], [2, 2]).square().sum();
        }

        var slope = (torch.autograd.grad([Loss(w)], [w])[0] * direction).sum().ToDouble();
        using var off = torch.no_grad();
        var difference = (Loss(w + (direction * 1e-5)) - Loss(w - (direction * 1e-5))).ToDouble() / 2e-5;

        Assert.Equal(difference, slope, 1e-4 * Math.Abs(difference));
    }

    [NeedsFact(Need.LibTorch)]
    public void GradientsHaveGradients()
    {
        var x = torch.tensor([2f], requires_grad: true);

        var first = torch.autograd.grad([x.pow(3)], [x], create_graph: true)[0];
        Equal([12], first.detach());
        Equal([12], torch.autograd.grad([first], [x])[0]);
    }

    [NeedsFact(Need.LibTorch)]
    public void AGraphIsUsedOnceUnlessRetained()
    {
        var x = torch.tensor([2f], requires_grad: true);
        var y = x.exp();

        var first = torch.autograd.grad([y], [x], retain_graph: true)[0].item<float>();
        Assert.Equal(first, torch.autograd.grad([y], [x])[0].item<float>());
        var again = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => torch.autograd.grad([y], [x]));
        Assert.Contains("backward through the graph a second time", again.Message, StringComparison.Ordinal);
    }

    [NeedsFact(Need.LibTorch)]
    public void RecordingIsSwitchedOffAndBackOn()
    {
        var x = torch.tensor([2f], requires_grad: true);

        using (torch.no_grad())
        {
            Assert.False(torch.is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (torch.enable_grad())
            {
                Assert.True((x * 2).requires_grad);
            }

            Assert.False(torch.is_grad_enabled());
        }

        Assert.True((x * 2).requires_grad);
        Assert.False((x * 2).is_leaf);
        Assert.False((x * 2).detach().requires_grad);
    }

    [NeedsFact(Need.LibTorch)]
    public void AParameterIsChangedInPlaceWithoutRecording()
    {
        var x = torch.tensor([2f], requires_grad: true);
        using (torch.no_grad())
        {
            x.sub_(torch.tensor([0.5f]));
        }

        Assert.True(x.is_leaf && x.requires_grad);
        Assert.Equal(1.5f, x.item<float>());
    }
}
