using TorchSharp;

namespace DepthCompress.TorchSharp.Tests;

public sealed class AutogradTests
{
    [NeedsFact(Need.LibTorch)]
    public void TheGradientOfAPolynomialIsItsDerivative()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor(new[] { -1f, 0.5f, 2f }, requires_grad: true);

        var y = (x.pow(3) * 2 + x * 5).sum();
        var gradient = torch.autograd.grad([y], [x])[0];

        Assert.Equal([11f, 6.5f, 29f], gradient.data<float>().ToArray());
    }
}
