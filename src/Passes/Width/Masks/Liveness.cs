namespace DepthCompress.Passes.Width;

/// <summary>
/// Follows what dies to its end: a kernel that reads a channel of zeros is dead, and so are the kernels of a filter that nobody reads.
/// Exact
/// in a network in which the constants of dead filters are zeroed, as <see cref="MaskedNetwork"/> does.
/// </summary>
public static class Liveness
{
    /// <summary>The kernels that live after all; the same masks if nothing more dies.</summary>
    public static KernelMasks Propagate(KernelMasks masks)
    {
        var flow = new ChannelFlow(masks);
        var live = masks.Masks.Select(mask => mask.Live.ToArray()).ToArray();
        while (Step(flow, masks, live))
        {
        }

        return masks with { Masks = [.. masks.Masks.Select((mask, layer) => mask with { Live = [.. live[layer]] })] };
    }

    private static bool Step(ChannelFlow flow, KernelMasks masks, bool[][] live)
    {
        var zeros = flow.Zeros(layer => [.. Enumerable.Range(0, masks.Masks[layer].Filters).Select(filter => IsDead(layer, filter))]);
        var reads = flow.Reads(layer => [.. KernelMask.DeadChannels(live[layer], masks.Masks[layer].Channels).Select(dead => !dead)]);
        var dying = false;
        for (var layer = 0; layer < live.Length; layer++)
        {
            var (conv, width) = (masks.Layers[layer].Conv, masks.Masks[layer].Channels);
            var zero = zeros.GetValueOrDefault((conv.Inputs[0]!, 1));
            var read = reads.GetValueOrDefault((conv.Output, 1));
            for (var kernel = 0; kernel < live[layer].Length; kernel++)
            {
                var dies = live[layer][kernel] && (zero?[kernel % width] == true || read?[kernel / width] == false);
                live[layer][kernel] &= !dies;
                dying |= dies;
            }
        }

        return dying;

        bool IsDead(int layer, int filter)
        {
            var width = masks.Masks[layer].Channels;
            return !live[layer].AsSpan(filter * width, width).Contains(true);
        }
    }
}
