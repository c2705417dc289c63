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
        var window = node.Op switch
        {
            Conv conv => conv.Window,
            ConvTranspose conv => conv.Window,
            AveragePool pool => pool.Window,
            MaxPool pool => pool.Window,
            _ => null,
        };
        if (window is not { AutoPad: not AutoPad.Explicit } || node.Outputs.Length != 1
            || node.Op is ConvTranspose { Window.AutoPad: not AutoPad.Valid })
        {
            return Outcome.None;
        }

        if (ExplicitWindow(node, window, edit.Graph) is not { } numbers)
        {
            return Outcome.Decline(DiagnosticCatalog.PaddingUnknown, node);
        }

        edit.Redefine(node.Output, WithWindow(node.Op, numbers), node.Inputs.AsSpan(), node);
        return Outcome.Done;
    }

    private static Window? ExplicitWindow(Node node, Window window, Graph graph)
    {
        if (window.AutoPad is AutoPad.Valid)
        {
            return window with { AutoPad = AutoPad.Explicit };
        }

        var extent = graph.TypeOf(node.Inputs[0]!) is { Shape.Count: > 2 } type ? type.Shape[2..].ToDims() : null;
        return extent is { } known ? window.WithExplicitPads(known) : null;
    }

    private static Operator WithWindow(Operator op, Window window) => op switch
    {
        Conv conv => conv with { Window = window },
        ConvTranspose conv => conv with { Window = window },
        AveragePool pool => pool with { Window = window },
        MaxPool pool => pool with { Window = window },
        _ => op,
    };
}
