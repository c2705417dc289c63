using TorchSharp;
using static DepthCompress.TorchSharp.Tests.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace DepthCompress.TorchSharp.Tests;

public sealed class ConvolutionTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [NeedsTheory(Need.LibTorch)]
    [InlineData(1, 0, 1, 1)]
    [InlineData(2, 1, 1, 1)]
    [InlineData(1, 2, 2, 1)]
    [InlineData(1, 1, 1, 2)]
    public void AConvolutionIsTheSumOverItsWindow(int stride, int padding, int dilation, int groups)
    {
        torch.manual_seed(3);
        var (x, w, b) = (torch.randn(2, 4, 7, 6), torch.randn(6, 4 / groups, 3, 2), torch.randn(6));

        var y = conv2d(x, w, b, [stride, stride], [padding, padding], [dilation, dilation], groups);

        Equal(Naive(x, w, b, y.shape, (stride, padding, dilation, groups)), y, 1e-5);
    }

    [NeedsFact(Need.LibTorch)]
    public void WithoutMoreAWindowMovesByOneAndDoesNotPad()
    {
        Equal([8, 12, 20, 24], conv2d(Ramp(1, 1, 3, 3), torch.ones(1, 1, 2, 2)));
        Equal([1, 3, 5], conv1d(Ramp(1, 1, 4), torch.ones(1, 1, 2)));
        Equal([28], conv3d(Ramp(1, 1, 2, 2, 2), torch.ones([1, 1, 2, 2, 2])));
    }

    [NeedsFact(Need.LibTorch)]
    public void ATransposedConvolutionSpreads()
    {
        Equal([0, 1, 3, 2], conv_transpose1d(Ramp(1, 1, 3), torch.ones(1, 1, 2)));
        Equal([1, 1, 2, 2, 0], conv_transpose1d(torch.tensor([1f, 2f], [1, 1, 2]), torch.ones(1, 1, 2), null, 2, 0, 1));
        Equal([1, 1, 1, 1], conv_transpose2d(torch.ones(1, 1, 1, 1), torch.ones(1, 1, 2, 2), strides: [2, 2]));
        Assert.Equal([1, 1, 3, 3, 3], conv_transpose3d(torch.ones([1, 1, 2, 2, 2]), torch.ones([1, 1, 2, 2, 2])).shape);
    }

    [NeedsFact(Need.LibTorch)]
    public void ALinearMapMultipliesByTheTransposedWeight() =>
        Equal([5, 15], linear(Tensor(0, 1, 2), Ramp(2, 3), Tensor(0, 1)));

    [NeedsFact(Need.LibTorch)]
    public void ShufflingPixelsIsUndone()
    {
        var x = Ramp(1, 4, 1, 2);

        Equal([0, 2, 1, 3, 4, 6, 5, 7], pixel_shuffle(x, 2));
        Equal([0, 1, 2, 3, 4, 5, 6, 7], pixel_unshuffle(pixel_shuffle(x, 2), 2));
    }

    [NeedsFact(Need.LibTorch)]
    public void PoolingTakesTheMaximumOrTheMean()
    {
        var x = Ramp(1, 1, 4, 4);

        Equal([5, 7, 13, 15], max_pool2d(x, [2, 2], [2, 2]));
        Equal([0, 2, 8, 10], max_pool2d(x, [1, 1], [2, 2]));
        Equal([10, 11, 14, 15], max_pool2d(x, [3, 3], [2, 2], [0, 0], [1, 1], ceil_mode: true));
        Equal([5, 7, 13, 15], max_pool2d(x, [3, 3], [2, 2], [1, 1]));
        Equal([2.5f, 4.5f, 10.5f, 12.5f], avg_pool2d(x, [2, 2], [2, 2]));
        Equal([0, 0.75f, 0.75f, 3, 7.5f, 4.5f, 3, 6.75f, 3.75f], avg_pool2d(x, [2, 2], [2, 2], [1, 1]));
        Equal([0, 1.5f, 3, 6, 7.5f, 9, 12, 13.5f, 15], avg_pool2d(x, [2, 2], [2, 2], [1, 1], count_include_pad: false));
        Equal([0.5f, 2.5f], avg_pool1d(Ramp(1, 1, 4), 2, 2));
        Equal([1, 3], max_pool1d(Ramp(1, 1, 4), 2, 2));
        Equal([7.5f], adaptive_avg_pool2d(x, [1, 1]));
        Equal([0.5f, 2.5f], adaptive_avg_pool1d(Ramp(1, 1, 4), 2));
        Equal([7], max_pool3d(Ramp(1, 1, 2, 2, 2), [2, 2, 2], [1, 1, 1]));
        Equal([3.5f], avg_pool3d(Ramp(1, 1, 2, 2, 2), [2, 2, 2], [2, 2, 2]));
    }

    private static float[] Naive(Tensor x, Tensor w, Tensor b, long[] shape, (int Stride, int Padding, int Dilation, int Groups) window)
    {
        var (input, kernel, bias) = (x.data<float>(), w.data<float>(), b.data<float>());
        var result = new List<float>();
        var outputsPerGroup = shape[1] / window.Groups;
        foreach (var (n, o, row, column) in Positions(shape))
        {
            var sum = (double)bias[o];
            foreach (var (c, i, j, _) in Positions([w.size(1), w.size(2), w.size(3), 1]))
            {
                var r = (row * window.Stride) - window.Padding + (i * window.Dilation);
                var s = (column * window.Stride) - window.Padding + (j * window.Dilation);
                var inside = r >= 0 && r < x.size(2) && s >= 0 && s < x.size(3);
                sum += inside ? input[n, (o / outputsPerGroup * w.size(1)) + c, r, s] * kernel[o, c, i, j] : 0;
            }

            result.Add((float)sum);
        }

        return [.. result];
    }

    private static IEnumerable<(long, long, long, long)> Positions(long[] shape) =>
        from a in Range(shape[0])
        from b in Range(shape[1])
        from c in Range(shape[2])
        from d in Range(shape[3])
        select (a, b, c, d);

    private static IEnumerable<long> Range(long count) => Enumerable.Range(0, (int)count).Select(i => (long)i);
}
