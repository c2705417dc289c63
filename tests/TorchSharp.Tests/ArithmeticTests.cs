using TorchSharp;
using static DepthCompress.TorchSharp.Tests.Numbers;
using static TorchSharp.torch;

namespace DepthCompress.TorchSharp.Tests;

public sealed class ArithmeticTests : IDisposable
{
    private static readonly float[] Points = [-2.5f, -0.5f, 0.25f, 1.5f, 7f];

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Torch, Func<double, double> Math)> Functions = new()
    {
        ["exp"] = (x => x.exp(), Math.Exp),
        ["square"] = (x => x.square(), x => x * x),
        ["abs"] = (x => x.abs(), Math.Abs),
        ["neg"] = (x => x.neg(), x => -x),
        ["sign"] = (x => x.sign(), x => Math.Sign(x)),
        ["floor"] = (x => x.floor(), Math.Floor),
        ["ceil"] = (x => x.ceil(), Math.Ceiling),
        ["round"] = (x => x.round(), Math.Round),
        ["round to one decimal"] = (x => x.round(1), x => Math.Round(x, 1)),
        ["sin"] = (x => x.sin(), Math.Sin),
        ["cos"] = (x => x.cos(), Math.Cos),
        ["reciprocal"] = (x => x.reciprocal(), x => 1 / x),
        ["tanh"] = (x => x.tanh(), Math.Tanh),
        ["sigmoid"] = (x => x.sigmoid(), Sigmoid),
        ["pow"] = (x => x.pow(3), x => x * x * x),
        ["log of the square"] = (x => x.square().log(), x => Math.Log(x * x)),
        ["log1p of the square"] = (x => x.square().log1p(), x => Math.Log(1 + (x * x))),
        ["sqrt of the square"] = (x => x.square().sqrt(), Math.Abs),
        ["rsqrt of the square"] = (x => x.square().rsqrt(), x => 1 / Math.Abs(x)),
        ["clamp"] = (x => x.clamp(-1, 2), x => Math.Clamp(x, -1, 2)),
        ["clamp from below"] = (x => x.clamp(min: 0.5), x => Math.Max(x, 0.5)),
        ["clamp from above"] = (x => x.clamp_max(0.5), x => Math.Min(x, 0.5)),
        ["relu"] = (x => nn.functional.relu(x), x => Math.Max(x, 0)),
        ["relu6"] = (x => nn.functional.relu6(x), x => Math.Clamp(x, 0, 6)),
        ["leaky_relu"] = (x => nn.functional.leaky_relu(x, 0.2), x => x < 0 ? 0.2 * x : x),
        ["elu"] = (x => nn.functional.elu(x, 1.5), x => x < 0 ? 1.5 * (Math.Exp(x) - 1) : x),
        ["silu"] = (x => x.silu(), x => x * Sigmoid(x)),
        ["hardsigmoid"] = (x => nn.functional.hardsigmoid(x), x => Math.Clamp((x / 6) + 0.5, 0, 1)),
        ["hardswish"] = (x => nn.functional.hardswish(x), x => x * Math.Clamp((x / 6) + 0.5, 0, 1)),
        ["softplus"] = (x => nn.functional.softplus(x, beta: 2), x => Math.Log(1 + Math.Exp(2 * x)) / 2),
        ["prelu"] = (x => x.prelu(torch.tensor(new[] { 0.3f })), x => x < 0 ? 0.3 * x : x),
        ["a scalar minus"] = (x => 3 - x, x => 3 - x),
        ["a scalar over"] = (x => 3 / x, x => 3 / x),
        ["minus a scalar, over a scalar"] = (x => (x - 1) / 4, x => (x - 1) / 4),
        ["where"] = (x => torch.where(x > 0, x * 2, x), x => x > 0 ? 2 * x : x),
        ["maximum and minimum"] = (x => x.maximum(-x).minimum(torch.ones_like(x)), x => Math.Min(Math.Abs(x), 1)),
    };

    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<string> FunctionNames => [.. Functions.Keys];

    public void Dispose() => scope.Dispose();

    [NeedsTheory(Need.LibTorch)]
    [MemberData(nameof(FunctionNames))]
    public void AFunctionIsWhatItIsCalled(string name) =>
        Equal([.. Points.Select(x => (float)Functions[name].Math(x))], Functions[name].Torch(Tensor(Points)), 1e-5);

    [NeedsFact(Need.LibTorch)]
    public void GeluAndErfBelongTogether()
    {
        var x = Tensor(Points);
        var expected = x * (torch.erf(x / Math.Sqrt(2)) + 1) / 2;
        Equal(expected.data<float>().ToArray(), nn.functional.gelu(x), 1e-5);
        Equal([0.84270079f], Tensor(1).erf());
    }

    [NeedsFact(Need.LibTorch)]
    public void OperatorsTakeTensorsOfTheSameShapeAndBroadcast()
    {
        var rows = Ramp(2, 3);
        var column = Tensor(10, 20).reshape(2, 1);

        Equal([10, 11, 12, 23, 24, 25], rows + column);
        Equal([-10, -9, -8, -17, -16, -15], rows - column);
        Equal([0, 10, 20, 60, 80, 100], rows * column);
        Equal([0, 0.1f, 0.2f, 0.15f, 0.2f, 0.25f], rows / column);
        Equal([30, 31, 32, 63, 64, 65], rows.add(column, 3));
    }

    [NeedsFact(Need.LibTorch)]
    public void QuotientsAreRoundedAsAsked()
    {
        var x = Tensor(-7, 7);
        Equal([-4, 3], x.div(2, RoundingMode.floor));
        Equal([-3, 3], x.div(2, RoundingMode.trunc));
    }

    [NeedsFact(Need.LibTorch)]
    public void WhatIsDoneInPlaceIsSeenByEveryView()
    {
        var x = Ramp(2, 2);
        var view = x.view(4);

        x.add_(1).mul_(2).sub_(torch.ones(2, 2)).div_(1);
        Equal([1, 3, 5, 7], view);
        view.fill_(4).sqrt_().neg_().abs_();
        Equal([2, 2, 2, 2], x);
        x.addcmul_(Ramp(2, 2), Ramp(2, 2), 0.5).addcdiv_(torch.ones(2, 2), torch.full([2, 2], 4.0), 2);
        Equal([2.5f, 3, 4.5f, 7], view);
        x.lerp_(torch.zeros(2, 2), torch.full([2, 2], 0.5)).clamp_(1.3, 2);
        Equal([1.3f, 1.5f, 2, 2], view);
        x.copy_(Tensor(1, 2).expand(2, 2));
        Equal([1, 2, 1, 2], view);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
