using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;

namespace DepthCompress;

/// <summary>Packs the variants of one masked network alike: the first is measured, where anything is, and the others do as it did.</summary>
internal sealed class LayerPacking(KernelMasks masks, PackOptions options, CancellationToken cancellation)
{
    private const string Removed = "removed";
    private PackedNetwork? first;

    /// <summary>How it was packed; null before.</summary>
    internal PackPlan? Plan => first?.Plan;

    /// <summary>The network without dead channels, zeros in place; null before anything was packed.</summary>
    internal Graph? Dense => first?.Dense;

    /// <summary>What was done, line by line; layers are told on their own.</summary>
    internal ImmutableArray<string> Lines => first is null ? [] : first.Lines[..1];

    /// <summary>The deployable network of the same masks and these weights.</summary>
    internal Graph Pack(Graph network)
    {
        var packed = Packer.Pack(masks with { Graph = network }, first is null ? options : options with { Given = first.Plan }, cancellation);
        first ??= packed;
        return packed.Graph;
    }

    /// <summary>The layers that lost kernels, and what became of them.</summary>
    internal ImmutableArray<NarrowedLayer> Layers()
    {
        var packed = first?.Layers.ToDictionary(layer => layer.Name) ?? [];
        return
        [
            .. masks.Layers.Zip(masks.Masks).Where(pair => !pair.Second.IsFull).Select(pair => packed.TryGetValue(pair.First.Name, out var layer)
                ? new NarrowedLayer(layer.Name, pair.Second, $"{layer.Layout}", [.. layer.Times.Select(time => ($"{time.Layout}", time.Milliseconds))])
                : new NarrowedLayer(pair.First.Name, pair.Second, pair.Second.Count == 0 ? Removed : $"{LayerLayout.Dense}", [])),
        ];
    }

    /// <summary>The layout that a plan names; null for a layer that is dense or gone.</summary>
    internal static string? Named(NarrowedLayer layer) => layer.Layout == Removed ? null : layer.Layout;
}
