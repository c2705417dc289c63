using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Automatic padding becomes numbers where the extents are known; no padding at all always does.</summary>
public sealed record MakePaddingExplicit : Rule
{
    /// <inheritdoc/>
    public override string Name => "make-padding-explicit";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Exact;

    /// <inheritdoc/>
    public override Outcome TryRewrite(Node node, GraphEditor edit)
    {
        if (node.Outputs.Length != 1 || !IsAutomatic(node.Op))
        {
            return Outcome.None;
        }

        var extent = edit.Graph.TypeOf(node.Inputs[0]!) is { Shape.Count: > 2 } type ? type.Shape[2..].ToDims() : null;
        if (Explicit(node.Op, extent) is not { } op)
        {
            var reason = extent is null ? "the extent of the input is not known" : "the result is larger than what can be cut to it";
            return Outcome.Decline(DiagnosticCatalog.PaddingUnknown, node, reason);
        }

        edit.Redefine(node.Output, op, node.Inputs.AsSpan(), node);
        return Outcome.Done;
    }

    private static bool IsAutomatic(Operator op) => op switch
    {
        Conv conv => conv.Window.AutoPad is not AutoPad.Explicit,
        ConvTranspose conv => conv.Window.AutoPad is not AutoPad.Explicit || conv.OutputShape is not null,
        AveragePool pool => pool.Window.AutoPad is not AutoPad.Explicit,
        MaxPool pool => pool.Window.AutoPad is not AutoPad.Explicit,
        _ => false,
    };

    private static Operator? Explicit(Operator op, Dims? extent) => op switch
    {
        Conv conv => Explicit(conv.Window, extent) is { } window ? conv with { Window = window } : null,
        ConvTranspose conv => Explicit(conv, extent),
        AveragePool pool => Explicit(pool.Window, extent) is { } window ? pool with { Window = window } : null,
        MaxPool pool => Explicit(pool.Window, extent) is { } window ? pool with { Window = window } : null,
        _ => null,
    };

    private static Window? Explicit(Window window, Dims? extent) =>
        window.AutoPad is AutoPad.Valid ? window with { AutoPad = AutoPad.Explicit }
        : extent is { } known ? window.WithExplicitPads(known)
        : null;

    /// <summary>What is cut off a transposed convolution is what its full result has more than the stated one.</summary>
    private static ConvTranspose? Explicit(ConvTranspose conv, Dims? extent)
    {
        var window = conv.Window;
        if (window.AutoPad is AutoPad.Valid && conv.OutputShape is null)
        {
            return conv with { Window = window with { AutoPad = AutoPad.Explicit } };
        }

        if (extent is not { } known)
        {
            return null;
        }

        var pads = new int[2 * window.Rank];
        for (var axis = 0; axis < window.Rank; axis++)
        {
            var result = conv.OutputShape is { } stated ? stated[axis] : (long)known[axis] * window.Strides[axis];
            var total = ((long)window.Strides[axis] * (known[axis] - 1)) + conv.OutputPadding[axis] + window.Reach(axis) - result;
            if (total is < 0 or > int.MaxValue)
            {
                return null;
            }

            var begin = (int)(window.AutoPad is AutoPad.SameUpper ? total / 2 : total - (total / 2));
            (pads[axis], pads[axis + window.Rank]) = (begin, (int)total - begin);
        }

        return conv with { Window = window with { AutoPad = AutoPad.Explicit, Pads = Dims.Create(pads) }, OutputShape = null };
    }
}
