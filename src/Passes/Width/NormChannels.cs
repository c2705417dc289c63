using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Normalization: constants for every channel; statistics of a channel alone, or of several together.</summary>
internal static class NormChannels
{
    public static void Visit(ChannelVisit visit)
    {
        if (visit.Take(0, 1) is not { } channels)
        {
            return;
        }

        if (visit.Node.Op is GroupNormalization norm)
        {
            visit.Labels.CoupleEach(channels.Chunk(Math.Max(1, channels.Length / norm.Groups)), visit.Node, "normalized together");
        }

        for (var slot = 1; slot < visit.Node.Inputs.Length; slot++)
        {
            if (visit.ConstantOf(slot) is not null)
            {
                visit.Cut(slot, 0, channels, WeightRole.Follows);
            }
            else
            {
                visit.Labels.Pin(channels, $"the constants of '{visit.Node.Name}' ({visit.Node.Op.OpType}) are computed");
            }
        }

        visit.Set(0, 1, channels);
    }
}
