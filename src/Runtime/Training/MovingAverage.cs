using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>
/// The exponential moving average of weights and statistics. It begins by following closely: the decay of step t is at most
/// (1 + t) / (10 + t), or short runs would end near where they began.
/// </summary>
internal sealed class MovingAverage(TensorSet source, double decay)
{
    public TensorSet Average { get; } = source.Copy();

    public static double DecayAt(double decay, long step) => Math.Min(decay, (1.0 + step) / (10.0 + step));

    /// <param name="step">From 0.</param>
    public void Add(long step)
    {
        using var withoutGradients = torch.no_grad();
        var kept = DecayAt(decay, step);
        foreach (var (average, tensor) in Average.Tensors.Zip(source.Tensors))
        {
            average.mul_(kept).add_(tensor, 1 - kept);
        }
    }
}
