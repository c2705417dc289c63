using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>Makes the weights of a network. A tensor depends on the seed and on its place among the weights, not on the others.</summary>
internal sealed class WeightSource(InitialWeights kind, int seed)
{
    private byte[] zeros = [];

    /// <summary>[outputs, inputs / groups, …]: normal, of the deviation that keeps the scale times <paramref name="gain"/>.</summary>
    public Tensor Kernel(int ordinal, Dims shape, int groups, double gain)
    {
        var fan = (kind == InitialWeights.Trainable ? shape[0] / groups : shape[1]) * shape[2..].Product;
        return Normal(ordinal, shape, gain * Math.Sqrt(2.0 / fan));
    }

    /// <summary>[outputs, inputs].</summary>
    public Tensor Linear(int ordinal, Dims shape) =>
        Normal(ordinal, shape, kind == InitialWeights.Trainable ? 0.01 : Math.Sqrt(1.0 / shape[1]));

    public Tensor Scale(int ordinal, int count)
    {
        var random = RandomOf(ordinal);
        return Fill([count], kind == InitialWeights.Varied ? () => random.Uniform(0.5, 1.5) : () => 1);
    }

    /// <summary>What is added to a channel, by a batch norm or by a convolution.</summary>
    public Tensor Shift(int ordinal, int count, double deviation) =>
        kind == InitialWeights.Varied ? Normal(ordinal, [count], deviation) : Constant([count], 0);

    public Tensor Constant(Dims shape, double number) => Fill(shape, () => number);

    private Tensor Normal(int ordinal, Dims shape, double deviation)
    {
        var random = RandomOf(ordinal);
        return Fill(shape, () => deviation * random.Gaussian());
    }

    private Tensor Fill(Dims shape, Func<double> next)
    {
        if (kind == InitialWeights.Zero)
        {
            var bytes = checked(shape.Product * sizeof(float));
            zeros = zeros.Length < bytes ? new byte[bytes] : zeros;
            return Tensor.Borrow(ElementType.Float32, shape, zeros.AsMemory(0, bytes));
        }

        return Tensor.Build<float>(shape, numbers =>
        {
            foreach (ref var number in numbers)
            {
                number = (float)next();
            }
        });
    }

    private SeededRandom RandomOf(int ordinal) => SeededRandom.Of(seed, ordinal, 0x200);
}
