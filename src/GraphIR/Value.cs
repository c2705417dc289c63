namespace DepthCompress.GraphIR;

/// <summary>One quantity that flows through a network. Its identity outlives the graphs that compute it.</summary>
public sealed class Value(string hint, TensorType? declared = null)
{
    /// <summary>What it would like to be called; <see cref="Graph.NameOf"/> says what it is called.</summary>
    public string Hint { get; } = hint;

    /// <summary>The type stated by the file; used only where it cannot be derived.</summary>
    public TensorType? Declared { get; private set; } = declared;

    /// <summary>
    /// Whether the hint is a promise: names that subgraphs capture, and names of graph inputs. Two pinned values never share a hint.
    /// </summary>
    public bool IsPinned { get; init; }

    /// <summary>A reader has found that the file is wrong about it; nobody else has seen the value yet.</summary>
    internal void Undeclare() => Declared = null;

    /// <inheritdoc/>
    public override string ToString() => $"%{Hint}";
}
