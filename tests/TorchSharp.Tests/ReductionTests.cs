using TorchSharp;
using static DepthCompress.TorchSharp.Tests.Numbers;
using static TorchSharp.torch;

namespace DepthCompress.TorchSharp.Tests;

public sealed class ReductionTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [NeedsFact(Need.LibTorch)]
    public void SumsAndMeansGoOverAllOrSomeDimensions()
    {
        var x = Ramp(2, 3);

        Assert.Equal(15, x.sum().ToSingle());
        Equal([3, 5, 7], x.sum(dim: 0));
        Equal([3, 12], x.sum([1], keepdim: true));
        Assert.Equal([2, 1], x.sum([1], keepdim: true).shape);
        Assert.Equal(torch.float64, x.sum(torch.float64).dtype);
        Assert.Equal(2.5, x.mean().ToDouble());
        Equal([1, 4], x.mean([1]));
        Equal([0, 1, 3], Tensor(0, 1, 2).cumsum(0));
    }

    [NeedsFact(Need.LibTorch)]
    public void VarianceIsOfTheSampleUnlessAskedOtherwise()
    {
        var x = Tensor(1, 2, 3, 6);

        Assert.Equal(14f / 3, x.var().ToSingle(), 1e-6);
        Assert.Equal(3.5, x.var([0], unbiased: false).ToDouble());
        Assert.Equal(Math.Sqrt(3.5), x.std(unbiased: false).ToDouble(), 1e-6);
        Equal([0.5f, 4.5f], x.reshape(2, 2).var(1));
        Assert.Equal(Math.Sqrt(3.5), x.std([0], unbiased: false).ToDouble(), 1e-6);
    }

    [NeedsFact(Need.LibTorch)]
    public void NormsAreOfTheirOrder()
    {
        var x = Tensor(3, -4, 0, 12).reshape(2, 2);

        Assert.Equal(13, x.norm().ToSingle());
        Assert.Equal(19, x.norm(1f).ToSingle());
        Equal([5, 12], x.norm(1, keepdim: false, p: 2));
    }

    [NeedsFact(Need.LibTorch)]
    public void ExtremesComeWithTheirPlaces()
    {
        var x = Tensor(1, 9, 3, 8, 2, 7).reshape(2, 3);

        var (values, indexes) = x.max(1);
        Equal([9, 8], values);
        Assert.Equal([1L, 0L], indexes.data<long>().ToArray());
        Assert.Equal([0L, 1L], x.min(1).indexes.data<long>().ToArray());
        Assert.Equal([1L, 0L], x.argmax(1).data<long>().ToArray());
        Assert.Equal(1, x.argmax().item<long>());
        Equal([9, 8], x.topk(2).values.amax(1));
        Assert.Equal((9f, 1f), (x.max().ToSingle(), x.min().ToSingle()));
    }

    [NeedsFact(Need.LibTorch)]
    public void ComparisonsGiveTruthValues()
    {
        var x = Tensor(1, 2, 3);

        Assert.Equal([false, true, true], x.ge(2).data<bool>().ToArray());
        Assert.Equal([true, false, false], (x < 2).data<bool>().ToArray());
        Assert.Equal([false, true, false], x.eq(Tensor(0, 2, 0)).data<bool>().ToArray());
        Assert.True(x.ne(0).all().item<bool>());
        Assert.False(x.gt(3).any().item<bool>());
        Assert.Equal([false, true, true], Tensor(float.NaN, 1, 2).isfinite().data<bool>().ToArray());
        Assert.Equal(1, torch.isnan(Tensor(float.NaN, 1)).sum().ToInt32());
        Equal([0, 2, 3], x.masked_fill(x < 2, 0));
    }

    [NeedsFact(Need.LibTorch)]
    public void ProductsOfMatricesAreProducts()
    {
        var (a, b) = (Ramp(2, 3), Ramp(3, 2));

        Equal([10, 13, 28, 40], a.mm(b));
        Equal([10, 13, 28, 40], torch.matmul(a, b));
        Equal([10, 13, 28, 40], torch.einsum("ik,kj->ij", a, b));
        Equal([10, 13, 28, 40], a.unsqueeze(0).bmm(b.unsqueeze(0)));
        Assert.Equal(14, Tensor(1, 2, 3).dot(Tensor(1, 2, 3)).ToInt64());
    }

    [NeedsFact(Need.LibTorch)]
    public void SoftmaxSumsToOne()
    {
        var x = Tensor(0, (float)Math.Log(3));

        Equal([0.25f, 0.75f], nn.functional.softmax(x, 0));
        Equal([(float)Math.Log(0.25), (float)Math.Log(0.75)], nn.functional.log_softmax(x, 0));
    }
}
