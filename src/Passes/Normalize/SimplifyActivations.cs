using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Activations that change nothing disappear, two clippings in a row become one, and a clip at zero is called Relu.</summary>
public sealed record SimplifyActivations : Rule
{
    /// <inheritdoc/>
    public override string Name => "simplify-activations";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Exact;

    /// <inheritdoc/>
    public override Outcome TryRewrite(Node node, GraphEditor edit)
    {
        if (node.Inputs is not [{ } operand] || RangeOf(node.Op) is not { } range)
        {
            return Outcome.None;
        }

        var before = edit.ProducerOf(operand);
        if (range.Contains(before is null ? Bounds.All : ResultsOf(before.Op)))
        {
            return edit.TryBypass(node, operand) ? Outcome.Done : Outcome.None;
        }

        if (before is { Inputs: [{ } source] } && RangeOf(before.Op) is { } inner && edit.Graph.IsOnlyUsedBy(operand, node))
        {
            edit.Redefine(node.Output, ToOperator(inner.Then(range)), [source], before, node);
            return Outcome.Done;
        }

        if (node.Op is Clip && ToOperator(range) is Relu relu && edit.Graph.TypeOf(operand) is { } type && type.Element.IsFloating())
        {
            edit.Redefine(node.Output, relu, [operand], node);
            return Outcome.Done;
        }

        return Outcome.None;
    }

    /// <summary>The range that an activation clips to, if that is all it does.</summary>
    private static Bounds? RangeOf(Operator op) => op switch
    {
        Relu => new Bounds(0, float.PositiveInfinity),
        Clip { IsComputed: false } clip =>
            new Bounds(clip.Min ?? float.NegativeInfinity, clip.Max ?? float.PositiveInfinity) is { IsEmpty: false } range ? range : null,
        LeakyRelu { Alpha: 1 } => Bounds.All,
        _ => null,
    };

    /// <summary>A range that holds every result of an operator.</summary>
    private static Bounds ResultsOf(Operator op) => op switch
    {
        Sigmoid or HardSigmoid or Softmax => new Bounds(0, 1),
        Tanh => new Bounds(-1, 1),
        _ => RangeOf(op) ?? Bounds.All,
    };

    private static Operator ToOperator(Bounds range) => range is { Low: 0, High: float.PositiveInfinity }
        ? new Relu()
        : new Clip { Min = float.IsFinite(range.Low) ? range.Low : null, Max = float.IsFinite(range.High) ? range.High : null };

    private readonly record struct Bounds(float Low, float High)
    {
        public static Bounds All => new(float.NegativeInfinity, float.PositiveInfinity);

        public bool IsEmpty => !(Low <= High);

        public bool Contains(Bounds other) => Low <= other.Low && other.High <= High;

        /// <summary>clip(clip(x, a, b), c, d) = clip(x, clip(a, c, d), clip(b, c, d)).</summary>
        public Bounds Then(Bounds next) => new(Math.Clamp(Low, next.Low, next.High), Math.Clamp(High, next.Low, next.High));
    }
}
