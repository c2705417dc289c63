using TorchSharp;
using static DepthCompress.TorchSharp.Tests.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace DepthCompress.TorchSharp.Tests;

public sealed class ResamplingTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [NeedsFact(Need.LibTorch)]
    public void PaddingBeginsWithTheLastDimension()
    {
        Assert.Equal([1, 1, 5, 5], pad(Ramp(1, 1, 2, 2), [1, 2, 3, 0]).shape);
        Equal([7, 0, 1, 7, 7], pad(Ramp(2), [1, 2], value: 7));
        Equal([1], pad(Ramp(3), [-1, -1]));
        Equal([1, 0, 1, 2, 1], pad(Ramp(1, 1, 3), [1, 1], PaddingModes.Reflect));
        Equal([0, 0, 1, 2, 2], pad(Ramp(1, 1, 3), [1, 1], PaddingModes.Replicate));
        Equal([2, 0, 1, 2, 0], pad(Ramp(1, 1, 3), [1, 1], PaddingModes.Circular));
    }

    [NeedsFact(Need.LibTorch)]
    public void TheNearestIsTakenByFactorsOrToASize()
    {
        var x = Ramp(1, 1, 1, 2);

        Equal([0, 0, 1, 1, 0, 0, 1, 1], interpolate(x, scale_factor: [2, 2]));
        Equal([0, 0, 1], interpolate(x, size: [1, 3]));
        Equal([0, 0, 1, 1], interpolate(Ramp(1, 1, 2), scale_factor: [2], recompute_scale_factor: true));
        Assert.Equal([1, 1, 4, 4, 4], interpolate(Ramp(1, 1, 2, 2, 2), scale_factor: [2, 2, 2]).shape);
    }

    [NeedsFact(Need.LibTorch)]
    public void LinesAreDrawnBetweenCentersOrCorners()
    {
        var x = Ramp(1, 1, 1, 2);

        Equal([0, 0.25f, 0.75f, 1], interpolate(x, [1, 4], mode: InterpolationMode.Bilinear));
        Equal([0, 1 / 3f, 2 / 3f, 1], interpolate(x, [1, 4], mode: InterpolationMode.Bilinear, align_corners: true));
        Equal([0, 0.5f, 1], interpolate(Ramp(1, 1, 2), [3], mode: InterpolationMode.Linear));
        Assert.Equal([1, 1, 3, 3], interpolate(Ramp(1, 1, 4, 4), [3, 3], mode: InterpolationMode.Bicubic).shape);
        Equal([2.5f, 4.5f, 10.5f, 12.5f], interpolate(Ramp(1, 1, 4, 4), [2, 2], mode: InterpolationMode.Area));
    }
}
