namespace DepthCompress.Passes.Planning;

/// <summary>The layer sites after <paramref name="Start"/> up to and including <paramref name="End"/>.</summary>
public readonly record struct Segment(int Start, int End)
{
    /// <summary>How many layer sites it holds.</summary>
    public int Length => End - Start;

    /// <inheritdoc/>
    public override string ToString() => $"({Start}, {End}]";
}
