using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>How a masked network is packed.</summary>
public sealed record PackOptions
{
    /// <summary>The layout of every layer; measuring needs <see cref="Probe"/> and <see cref="Inputs"/>.</summary>
    public PackLayout Layout { get; init; } = PackLayout.Measured;

    /// <summary>The layouts of an earlier packing; nothing is measured then.</summary>
    public PackPlan? Given { get; init; }

    /// <summary>Measures layouts; null for none.</summary>
    public ILatencyProbe? Probe { get; init; }

    /// <summary>What the network is measured on, one tensor for each input.</summary>
    public ImmutableArray<Tensor> Inputs { get; init; } = [];

    /// <summary>The network before anything was removed, to be measured beside the packed one; null for none.</summary>
    public Graph? Original { get; init; }

    /// <summary>Told of measured networks.</summary>
    public IProgress<RunProgress>? Progress { get; init; }
}
