using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Verification;

/// <summary>That an addition carried behind merged convolutions adds what they made of it before, by the same impulse responses.</summary>
internal static class ShiftCertificate
{
    /// <summary>
    /// Compares the convolution of one pixel that an outer value goes through with the parts it is carried behind: these on a map that has
    /// the value everywhere, without padding, since all padding stands in front of the addition.
    /// </summary>
    /// <param name="before">The network with the parts.</param>
    /// <param name="after">The merged network.</param>
    /// <param name="run">From the sum to the value that both networks compute.</param>
    /// <param name="added">What is added before and after.</param>
    /// <param name="isDropped">Nodes of <paramref name="before"/> that the plan removes.</param>
    /// <param name="outer">Computed values whose addition is accounted for apart.</param>
    public static (MergeCertificate? Certificate, string? WhyNot) Of(
        Graph before, Graph after, (Value Sum, Value To) run, (Value Before, Value After) added, Func<Node, bool>? isDropped, ImmutableHashSet<Value> outer)
    {
        var (parts, whyNot) = LinearRun.Between(before, run.Sum, run.To, isDropped, outer);
        if ((parts?.Compose().Kernel ?? parts?.MovePaddingToFront().Compose().Kernel) is not { } behind)
        {
            return (null, whyNot ?? parts!.Compose().WhyNot);
        }

        var (merged, whyNotMerged) = LinearRun.Between(after, added.Before, added.After);
        if (merged?.Compose().Kernel is not { } pixel)
        {
            return (null, whyNotMerged ?? merged!.Compose().WhyNot);
        }

        var unpadded = behind.WithoutBias() with { Window = behind.Window with { Pads = Dims.Repeat(0, 2 * behind.Rank) } };
        var everywhere = AffineMap.Chain(Spread(behind.Inputs, unpadded.Window), unpadded);
        var certificate = KernelCertificate.Of(pixel, everywhere, Dims.Repeat(1, behind.Rank));
        return (new(before.NameOf(added.Before), certificate, KernelCertificate.BoundFor(after.TypeOf(added.After)!.Element), false), null);
    }

    /// <summary>One pixel, everywhere under a window: a convolution with ones, padded all around.</summary>
    private static ConvKernel Spread(int channels, Window window)
    {
        Dims reach = [.. Enumerable.Range(0, window.Rank).Select(window.Reach)];
        return new ConvKernel
        {
            Weight = Tensor.Build<double>([channels, 1, .. reach], data => data.Fill(1)),
            Bias = Tensor.Zeros(ElementType.Float64, [channels]),
            Window = Window.Of(reach, pads: [.. reach.Select(size => size - 1), .. reach.Select(size => size - 1)]),
            Groups = channels,
        };
    }
}
