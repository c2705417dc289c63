using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>What became of one node.</summary>
public abstract record Outcome
{
    /// <summary>The node is none of the rule's business.</summary>
    public static Outcome None { get; } = new NoMatch();

    /// <summary>The draft was changed.</summary>
    public static Outcome Done { get; } = new Rewritten();

    /// <summary>The rule recognized its pattern and left it as it is.</summary>
    public static Outcome Decline(DiagnosticDescriptor why, Node node, params ReadOnlySpan<object?> arguments) =>
        new Declined(why.At(node.Name, arguments));

    /// <summary>The node is none of the rule's business.</summary>
    public sealed record NoMatch : Outcome;

    /// <summary>The draft was changed.</summary>
    public sealed record Rewritten : Outcome;

    /// <summary>The rule recognized its pattern and left it as it is, for a reason worth telling.</summary>
    public sealed record Declined(Diagnostic Why) : Outcome;
}
