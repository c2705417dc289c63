using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DepthCompress.TorchSharp.Tests;

public sealed class ErrorTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [NeedsFact(Need.LibTorch)]
    public void ShapesThatDoNotFitAreLibtorchsError()
    {
        var error = Assert.Throws<ExternalException>(() => torch.ones(2, 3).mm(torch.ones(2, 3)));

        Assert.StartsWith("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", error.Message, StringComparison.Ordinal);
    }

    [NeedsFact(Need.LibTorch)]
    public void AnErrorLeavesNothingBehind()
    {
        var (a, b) = (torch.ones(2), torch.ones(3));
        var before = Tensor.TotalCount;

        Assert.Throws<ExternalException>(() => a + b);
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Equal(2, (a + a).sum().ToInt32() / 2);
    }

    [NeedsFact(Need.LibTorch)]
    public void DataMustFillTheShape()
    {
        Assert.Throws<ArgumentException>(() => torch.tensor([1f, 2f, 3f], [2, 2]));
    }

    [NeedsFact(Need.LibTorch)]
    public void ADisposedTensorIsNotUsed()
    {
        var x = torch.ones(1);
        x.Dispose();
        x.Dispose();

        Assert.Throws<InvalidOperationException>(() => x.sum());
        Assert.Throws<InvalidOperationException>(() => x.shape);
    }

    [NeedsFact(Need.LibTorch)]
    public void ElementsAreReadAsWhatTheyAre()
    {
        Assert.Throws<ArgumentException>(() => torch.ones(1).data<double>());
        Assert.Throws<ArgumentException>(() => torch.ones(2).item<float>());
    }

    [NeedsFact(Need.LibTorch)]
    public void ADeviceThatIsNotThereIsAnError()
    {
        if (torch.cuda.is_available())
        {
            Assert.Equal("cuda:0", torch.ones(1).cuda().device.ToString());
        }
        else
        {
            Assert.Equal(0, torch.cuda.device_count());
            Assert.Throws<InvalidOperationException>(() => torch.InitializeDeviceType(DeviceType.CUDA));
            Assert.ThrowsAny<Exception>(() => torch.ones(1).cuda());
        }
    }

    [Fact]
    public void DevicesAreReadByTheirNames()
    {
        Assert.Equal((DeviceType.CUDA, 1), (torch.device("cuda:1").type, torch.device("cuda:1").index));
        Assert.Equal("cuda", torch.CUDA.ToString());
        Assert.Throws<ArgumentException>(() => torch.device("toaster"));
    }

    [NeedsFact(Need.LibTorch)]
    public void ThreadsAreSetAndRead()
    {
        var before = torch.get_num_threads();
        torch.set_num_threads(1);
        Assert.Equal(1, torch.get_num_threads());
        torch.set_num_threads(before);
        Assert.Matches(@"^\d+\.\d+", torch.__version__);
    }
}
