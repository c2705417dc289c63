using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// A convolution, or an average pool that counts its padding, takes in the zeros that a Pad in front of it puts around the spatial axes; a row
/// of them at once.
/// </summary>
public sealed record AbsorbPad : Rule
{
    /// <inheritdoc/>
    public override string Name => "absorb-pad";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Exact;

    /// <inheritdoc/>
    public override Outcome TryRewrite(Node node, GraphEditor edit)
    {
        if (node is not { Op: Conv or AveragePool, Outputs: [_], Inputs: [{ } link, ..] }
            || edit.ProducerOf(link) is not { Op: Pad pad, Inputs: [{ } source] } before)
        {
            return Outcome.None;
        }

        var window = node.Op is Conv conv ? conv.Window : ((AveragePool)node.Op).Window;
        if (WhyNot(node.Op, window, pad) is { } reason || AmountsOf(pad, window.Rank, out reason) is not { } amounts)
        {
            return Outcome.Decline(DiagnosticCatalog.PadStays, before, node.Name, reason);
        }

        if (Wider(node.Op, window, amounts) is not { } wider)
        {
            return Outcome.Decline(DiagnosticCatalog.PadStays, before, node.Name, "a pool pads by less than its kernel");
        }

        var absorbed = new List<Node> { node, before };
        while (edit.ProducerOf(source) is { Op: Pad next, Inputs: [{ } further] } earlier && WhyNot(node.Op, window, next) is null
            && AmountsOf(next, window.Rank, out _) is { } more && Wider(node.Op, wider, more) is { } widest)
        {
            absorbed.Add(earlier);
            (wider, source) = (widest, further);
        }

        edit.Redefine(
            node.Output,
            node.Op is AveragePool pool ? pool with { Window = wider, CountIncludePad = true } : (Conv)node.Op with { Window = wider },
            [source, .. node.Inputs[1..]],
            [.. absorbed]);
        return Outcome.Done;
    }

    /// <summary>The window with more padding; null where its operator may not have so much.</summary>
    private static Window? Wider(Operator op, Window window, Dims amounts)
    {
        var wider = window with { AutoPad = AutoPad.Explicit, Pads = [.. window.Pads.Zip(amounts, (own, more) => own + more)] };
        return op is AveragePool && wider.Pads.Select((amount, side) => amount >= wider.KernelShape[side % wider.Rank]).Any(isTooWide => isTooWide)
            ? null : wider;
    }

    private static string? WhyNot(Operator op, Window window, Pad pad) =>
        pad.Mode != "constant" ? $"it pads by {pad.Mode}, not by a constant"
        : pad.Value != 0 ? "it pads with a number that is not zero"
        : window.AutoPad is AutoPad.SameUpper or AutoPad.SameLower ? "its own padding is automatic"
        : op is AveragePool { CeilMode: true } ? "its last windows reach beyond the padding"
        : op is AveragePool { CountIncludePad: false } && !window.IsUnpadded ? "it does not count its own padding"
        : null;

    /// <summary>Begins and ends of the spatial axes; null, with the reason, where another axis is padded or something is cut.</summary>
    private static Dims? AmountsOf(Pad pad, int rank, out string? reason)
    {
        reason = "the amounts are computed while the network runs";
        if (pad.Pads is not { } pads)
        {
            return null;
        }

        var axes = pad.Axes ?? [.. Enumerable.Range(0, rank + 2)];
        var amounts = new int[2 * rank];
        for (var side = 0; side < pads.Count; side++)
        {
            var axis = axes[side % axes.Count] is < 0 and var backwards ? backwards + rank + 2 : axes[side % axes.Count];
            if (pads[side] == 0)
            {
                continue;
            }

            reason = pads[side] < 0 ? "it cuts instead of padding" : "it pads the batch or the channels";
            if (pads[side] < 0 || axis < 2)
            {
                return null;
            }

            amounts[axis - 2 + (side < axes.Count ? 0 : rank)] = pads[side];
        }

        reason = null;
        return Dims.Create(amounts);
    }
}
