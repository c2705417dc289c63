using TorchSharp;

namespace DepthCompress.TorchSharp.Tests;

/// <summary>Tensors out of numbers and numbers out of tensors, and the two compared.</summary>
internal static class Numbers
{
    internal static torch.Tensor Tensor(params float[] values) => torch.tensor(values);

    internal static torch.Tensor Ramp(params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        return torch.arange(count, torch.float32).reshape(shape);
    }

    internal static void Equal(float[] expected, torch.Tensor actual) => Equal(expected, actual, 1e-6);

    internal static void Equal(float[] expected, torch.Tensor actual, double tolerance)
    {
        var values = actual.data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, tolerance * Math.Max(1, Math.Abs(pair.First))));
    }
}
