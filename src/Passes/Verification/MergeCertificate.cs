using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Verification;

/// <summary>
/// That what now stands between two values of a network is the composition of what stood there before: impulse responses in double precision, on
/// the weights as they were written.
/// </summary>
/// <param name="Name">The value that both networks compute.</param>
/// <param name="Kernel">How far they are apart.</param>
/// <param name="Allowed">What the rounding of the merged weights to their type explains.</param>
/// <param name="PaddingMoved">Whether the parts compose only with all their padding in front, and are compared in that form.</param>
public sealed record MergeCertificate(string Name, KernelCertificate Kernel, double Allowed, bool PaddingMoved)
{
    /// <summary>Whether the merge is what it claims to be.</summary>
    public bool Holds => Kernel.MaxRelativeError <= Allowed;

    /// <summary>Compares what two networks compute between two values that both have; or says why that cannot be done.</summary>
    /// <param name="before">The network with the parts.</param>
    /// <param name="after">The network with the merged kernel.</param>
    /// <param name="from">The value that is read.</param>
    /// <param name="to">The value that is computed.</param>
    /// <param name="isDropped">Nodes of <paramref name="before"/> that the plan removes.</param>
    /// <param name="isAdded">Nodes of <paramref name="after"/> that the plan puts behind the merged kernel.</param>
    /// <param name="outer">Values whose addition is not part of the comparison, before or after.</param>
    public static (MergeCertificate? Certificate, string? WhyNot) Of(
        Graph before,
        Graph after,
        Value from,
        Value to,
        Func<Node, bool>? isDropped = null,
        Func<Node, bool>? isAdded = null,
        ImmutableHashSet<Value>? outer = null)
    {
        var (parts, whyNot) = LinearRun.Between(before, from, to, isDropped, outer);
        if (parts is null)
        {
            return (null, whyNot);
        }

        var (merged, whyNotMerged) = LinearRun.Between(after, from, to, isAdded, outer);
        if (merged?.Compose() is not { Kernel: { } kernel })
        {
            return (null, whyNotMerged ?? merged!.Compose().WhyNot);
        }

        var isExact = parts.Compose().Kernel is not null;
        var certificate = KernelCertificate.Of(kernel, isExact ? parts : parts.MovePaddingToFront(), ExtentOf(before, from));
        return (new(after.NameOf(to), certificate, KernelCertificate.BoundFor(after.TypeOf(to)!.Element), !isExact), null);
    }

    private static Dims? ExtentOf(Graph graph, Value value) => graph.TypeOf(value)?.Shape is [_, _, .. var extent] ? extent.ToDims() : null;
}
