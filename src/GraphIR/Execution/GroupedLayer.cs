namespace DepthCompress.GraphIR;

/// <summary>A convolution whose filters learn which group they belong to.</summary>
/// <param name="Weight">Its kernels: an initializer of shape (filters, channels, kernel height, kernel width).</param>
/// <param name="Scale">The layer constant κ (Dynamic Structure Pruning, AAAI'23): how much its penalty counts against that of others.</param>
public sealed record GroupedLayer(Value Weight, double Scale)
{
    /// <summary>The normalization behind it, by whose scales filters are compared; null where there is none.</summary>
    public NormalizationOperands? Norm { get; init; }

    /// <summary>For every filter the group it begins in, and leans to; empty for groups of equal size that say nothing.</summary>
    public ImmutableArray<int> First { get; init; } = [];
}
