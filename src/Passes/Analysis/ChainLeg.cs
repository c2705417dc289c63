using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>A part of a walk from a value on: the whole of it, or the long branch of a skip connection up to its addition.</summary>
/// <param name="start">Where it begins.</param>
/// <param name="first">The reader that is taken there; null for the only one.</param>
/// <param name="until">The addition where it ends; null where it goes as far as it can.</param>
/// <param name="begin">How many sites the walk has in front.</param>
/// <param name="offset">How many positions of the chain are in front.</param>
internal sealed class ChainLeg(Value start, Node? first, Node? until, int begin, int offset)
{
    private Node? first = first;

    /// <summary>The addition where it ends.</summary>
    public Node? Until => until;

    /// <summary>How far it has come.</summary>
    public Value Value { get; private set; } = start;

    /// <summary>The value behind the last site.</summary>
    public Value Position { get; private set; } = start;

    /// <summary>Element-wise nodes since then.</summary>
    public List<Node> Prefix { get; } = [];

    /// <summary>Whether it goes no further.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether it came to its addition.</summary>
    public bool HasArrived { get; private set; }

    /// <summary>Takes the reader that it was to take.</summary>
    public Node? TakeFirst()
    {
        var node = first;
        first = null;
        return node;
    }

    /// <summary>Whether a reader is to be taken.</summary>
    public bool HasFirst => first is not null;

    /// <summary>How many sites of the walk are this leg's.</summary>
    public int Sites(ChainWalk walk) => walk.Sites.Count - begin;

    /// <summary>The position in the chain.</summary>
    public int Place(ChainWalk walk) => offset + Sites(walk);

    /// <summary>Goes through element-wise nodes.</summary>
    public void Pass(ReadOnlySpan<Node> nodes)
    {
        Prefix.AddRange(nodes);
        Value = nodes[^1].Output;
    }

    /// <summary>A position is at hand: what is in front belongs to it.</summary>
    public void Settle(Value value)
    {
        (Position, Value) = (value, value);
        Prefix.Clear();
    }

    /// <summary>Comes to an end.</summary>
    public void End(bool hasArrived) => (IsOver, HasArrived) = (true, hasArrived);
}
