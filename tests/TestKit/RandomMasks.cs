using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;

namespace DepthCompress.TestKit;

/// <summary>
/// Masks as methods make them: groups of filters that read the same channels, with dead filters and dead layers among them.
/// </summary>
public static class RandomMasks
{
    /// <summary>Masks for a network; null where it has no prunable layer.</summary>
    public static KernelMasks? For(Graph graph, int seed, double deadLayers = 0.1)
    {
        var random = new Random(seed);
        if (LayersOf(graph) is not { } layers)
        {
            return null;
        }

        var full = KernelMasks.Full(graph, layers);
        return full with { Masks = [.. full.Masks.Select(mask => Mask(mask, random, deadLayers))] };
    }

    private static ImmutableArray<PrunableLayer>? LayersOf(Graph graph)
    {
        try
        {
            return PrunableLayers.Of(graph);
        }
        catch (DiagnosticException refused) when (refused.Diagnostic.Descriptor.Code == "DC3330")
        {
            return null;
        }
    }

    private static KernelMask Mask(KernelMask mask, Random random, double deadLayers)
    {
        if (random.NextDouble() < deadLayers)
        {
            return KernelMask.Of(mask.Filters, mask.Channels, (_, _) => false);
        }

        var (groups, part) = (random.Next(1, 4), random.NextDouble());
        var reads = Enumerable.Range(0, groups)
            .Select(_ => Enumerable.Range(0, mask.Channels).Select(_ => random.NextDouble() < 0.3 + (part / 2)).ToArray()).ToArray();
        var filters = Enumerable.Range(0, mask.Filters).Select(_ => random.Next(-1, groups)).ToArray();
        return KernelMask.Of(mask.Filters, mask.Channels, (filter, channel) => filters[filter] >= 0 && reads[filters[filter]][channel]);
    }
}
