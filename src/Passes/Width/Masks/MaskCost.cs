using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Width;

/// <summary>
/// What the live kernels of a network cost. The prunable part is counted as the papers count it: convolutions that may be pruned, weights
/// only. The whole is everything of the network: what no mask covers without the channels that nobody reads any more, and of masked layers
/// the live kernels, with biases and normalizations of live filters. Statistics of normalizations are no parameters.
/// </summary>
public sealed record MaskCost
{
    /// <summary>Multiply-accumulates of the prunable convolutions, one sample.</summary>
    public required long PrunableMultiplyAccumulates { get; init; }

    /// <summary>Weights of the prunable convolutions.</summary>
    public required long PrunableParameters { get; init; }

    /// <summary>Multiply-accumulates of live kernels.</summary>
    public required long LiveMultiplyAccumulates { get; init; }

    /// <summary>Weights of live kernels.</summary>
    public required long LiveParameters { get; init; }

    /// <summary>Multiply-accumulates of the whole network, dense.</summary>
    public required long WholeMultiplyAccumulates { get; init; }

    /// <summary>Parameters of the whole network, dense.</summary>
    public required long WholeParameters { get; init; }

    /// <summary>Multiply-accumulates of the whole network that are left.</summary>
    public required long LeftMultiplyAccumulates { get; init; }

    /// <summary>Parameters of the whole network that are left.</summary>
    public required long LeftParameters { get; init; }

    /// <summary>The part of the prunable multiply-accumulates that is removed.</summary>
    public double RemovedMultiplyAccumulates => Removed(LiveMultiplyAccumulates, PrunableMultiplyAccumulates);

    /// <summary>The part of the prunable weights that is removed.</summary>
    public double RemovedParameters => Removed(LiveParameters, PrunableParameters);

    /// <summary>The part of all multiply-accumulates that is removed.</summary>
    public double RemovedOfWholeMultiplyAccumulates => Removed(LeftMultiplyAccumulates, WholeMultiplyAccumulates);

    /// <summary>The part of all parameters that is removed.</summary>
    public double RemovedOfWholeParameters => Removed(LeftParameters, WholeParameters);

    /// <summary>Counts.</summary>
    /// <param name="masks">The live kernels, dead channels followed through the network.</param>
    /// <param name="unknown">What axes known only by name count as.</param>
    public static MaskCost Of(KernelMasks masks, int unknown = 1)
    {
        var whole = new MaskCount(masks, unknown);
        return new MaskCost
        {
            PrunableMultiplyAccumulates = whole.Prunable(layer => whole.MultiplyAccumulatesOf(layer), isLive: false),
            PrunableParameters = whole.Prunable(layer => whole.WeightsOf(layer), isLive: false),
            LiveMultiplyAccumulates = whole.Prunable(layer => whole.MultiplyAccumulatesOf(layer), isLive: true),
            LiveParameters = whole.Prunable(layer => whole.WeightsOf(layer), isLive: true),
            WholeMultiplyAccumulates = NetworkCost.MultiplyAccumulates(masks.Graph, unknown),
            WholeParameters = whole.Parameters(isLeft: false),
            LeftMultiplyAccumulates = whole.LeftMultiplyAccumulates(),
            LeftParameters = whole.Parameters(isLeft: true),
        };
    }

    private static double Removed(long left, long all) => 1 - ((double)left / Math.Max(1, all));
}
