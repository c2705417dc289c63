namespace DepthCompress.GraphIR;

/// <summary>
/// A node that is carried, not understood: custom domains, control flow, quantized operators, anything not in the catalog.
/// Its operands and results take part in the graph; values that its subgraphs capture are further operands behind the written ones.
/// </summary>
public sealed record Opaque(string Type, string TypeDomain) : Operator
{
    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 0;

    /// <inheritdoc/>
    public override string Domain => TypeDomain;

    /// <summary>The attributes that have a form outside the file, in order.</summary>
    public ImmutableArray<KeyValuePair<string, AttributeValue>> Attributes { get; init; } = [];

    /// <summary>How many operands the node is written with; the rest are captured by its subgraphs. Null: all of them.</summary>
    public int? WrittenOperands { get; init; }

    /// <summary>The node as the file has it, for everything that has no other form; null for nodes written as text.</summary>
    public IForeignNode? Source { get; init; }

    /// <summary>Why it is not understood.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        foreach (var (name, value) in Attributes)
        {
            attributes.Attribute(name, value);
        }
    }
}
