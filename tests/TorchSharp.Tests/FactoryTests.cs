using TorchSharp;
using static DepthCompress.TorchSharp.Tests.Numbers;
using static TorchSharp.torch;

namespace DepthCompress.TorchSharp.Tests;

public sealed class FactoryTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [NeedsFact(Need.LibTorch)]
    public void FilledTensorsAreOfFloatsUnlessToldOtherwise()
    {
        Equal([0, 0], torch.zeros(2));
        Equal([1, 1, 1, 1], torch.ones(2, 2));
        Equal([2.5f, 2.5f], torch.full([2], 2.5));
        Assert.Equal(torch.int64, torch.full([2], 3).dtype);
        Assert.Equal(torch.float64, torch.zeros([2, 3], torch.float64).dtype);
        Assert.Equal([2, 3, 4, 5], torch.empty(2, 3, 4, 5).shape);
        Assert.Equal(torch.int32, torch.ones_like(torch.zeros([2], torch.int32)).dtype);
        Assert.True(torch.zeros(2, requires_grad: true).requires_grad);
        Equal([1, 0, 0, 1], torch.eye(2));
    }

    [NeedsFact(Need.LibTorch)]
    public void SequencesAreOfIntegersIfTheirEndsAre()
    {
        Assert.Equal([0L, 1L, 2L], torch.arange(3).data<long>().ToArray());
        Equal([1, 1.5f, 2, 2.5f], torch.arange(1, 3, 0.5));
        Equal([0, 0.5f, 1], torch.linspace(0, 1, 3));
    }

    [NeedsFact(Need.LibTorch)]
    public void NumbersGoInAndComeOutUnchanged()
    {
        Assert.Equal([1.5, -2.5], torch.tensor(new[] { 1.5, -2.5 }).data<double>().ToArray());
        Assert.Equal([1L, 2L], torch.tensor(new[] { 1L, 2L }).data<long>().ToArray());
        Assert.Equal([(byte)200], torch.tensor(new byte[] { 200 }).data<byte>().ToArray());
        Assert.Equal([true, false], torch.tensor(new[] { true, false }).data<bool>().ToArray());
        Assert.Equal([2, 2], torch.tensor(new[,] { { 1f, 2f }, { 3f, 4f } }).shape);
        Assert.Equal(7.25, torch.tensor(7.25).item<double>());
        Assert.Empty(torch.tensor(7).shape);
        Assert.Equal(torch.float16, torch.tensor([1f, 2f], dtype: torch.float16).dtype);
        Equal([1, 2], torch.tensor([1f, 2f], dtype: torch.bfloat16).to(torch.float32));
    }

    [NeedsFact(Need.LibTorch)]
    public void BytesAreTheMemory()
    {
        var x = torch.zeros([2], torch.int32);
        x.bytes = new byte[] { 1, 0, 0, 0, 0, 1, 0, 0 };

        Assert.Equal([1, 256], x.data<int>().ToArray());
        Assert.Equal(8, x.bytes.Length);
        Assert.Equal(4, x.ElementSize);
        Assert.Throws<ArgumentException>(() => x.bytes = new byte[3]);
        Assert.Throws<InvalidOperationException>(() => Ramp(2, 2).t().bytes.Length);
    }

    [NeedsFact(Need.LibTorch)]
    public void ConversionsKeepTheValuesThatFit()
    {
        var x = Tensor(1.75f, -1.75f);

        Assert.Equal([1L, -1L], x.to(torch.int64).data<long>().ToArray());
        Assert.Equal(torch.float64, x.to(torch.float64, torch.CPU).dtype);
        Assert.Equal(DeviceType.CPU, x.cpu().device_type);
        Assert.Equal("cpu", x.to("cpu").device.ToString());
    }

    [NeedsFact(Need.LibTorch)]
    public void TheSameSeedGivesTheSameNumbers()
    {
        torch.manual_seed(7);
        var first = torch.randn(5);
        var state = torch.random.get_rng_state();
        var second = torch.rand(5);

        torch.random.manual_seed(7);
        Assert.Equal(first.data<float>().ToArray(), torch.randn(5).data<float>().ToArray());
        torch.random.set_rng_state(state);
        Assert.Equal(second.data<float>().ToArray(), torch.rand(5).data<float>().ToArray());
        torch.manual_seed(8);
        Assert.NotEqual(first.data<float>().ToArray(), torch.randn(5).data<float>().ToArray());
    }

    [NeedsFact(Need.LibTorch)]
    public void RandomNumbersStayInTheirRange()
    {
        torch.manual_seed(1);
        Assert.Equal(Enumerable.Range(0, 9).Select(i => (long)i), torch.randperm(9).data<long>().ToArray().Order());
        Assert.Equal([3L, 4L], torch.randint(3, 5, [64]).data<long>().ToArray().Distinct().Order());
        Assert.InRange(torch.rand(100).max().ToSingle(), 0.9f, 1f);
        Assert.InRange(torch.randn(1000).std().ToSingle(), 0.9f, 1.1f);
    }
}
