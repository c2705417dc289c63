using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>A packed network, and how it came about.</summary>
public sealed record PackedNetwork
{
    /// <summary>The deployable network: it computes what the masked one does.</summary>
    public required Graph Graph { get; init; }

    /// <summary>The masked network without dead channels, every layer dense: what packing has to beat.</summary>
    public required Graph Dense { get; init; }

    /// <summary>The layers with dead kernels.</summary>
    public required ImmutableArray<PackedLayer> Layers { get; init; }

    /// <summary>How to pack it so again.</summary>
    public required PackPlan Plan { get; init; }

    /// <summary>The packed network as measured; null where nothing was.</summary>
    public LatencyEstimate? Packed { get; init; }

    /// <summary><see cref="Dense"/> as measured beside it.</summary>
    public LatencyEstimate? Sliced { get; init; }

    /// <summary>The original as measured beside both.</summary>
    public LatencyEstimate? Original { get; init; }

    /// <summary>What was done, line by line.</summary>
    public ImmutableArray<string> Lines =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{Layers.Length} layers with dead kernels, {Plan.Layouts.Count} of them packed")
            + (Plan.ChannelAlignment > 1 ? $"; widths filled up to multiples of {Plan.ChannelAlignment}" : ""),
        .. Layers.Select(layer => layer.ToString()),
        .. new[] { ("packed", Packed), ("dense without dead channels", Sliced), ("original", Original) }
            .Where(pair => pair.Item2 is not null)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Item1}: {pair.Item2!.P10:0.0000} ms")),
    ];
}
