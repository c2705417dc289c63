namespace DepthCompress.GraphIR;

/// <summary>One application of an operator.</summary>
public sealed class Node
{
    /// <summary>Unique in its graph; plans and diagnostics refer to it.</summary>
    public required string Name { get; init; }

    /// <summary>What is applied.</summary>
    public required Operator Op { get; init; }

    /// <summary>The operands; null is an optional operand left out.</summary>
    public required ImmutableArray<Value?> Inputs { get; init; }

    /// <summary>The results; a value that nobody reads stands where the file leaves one out.</summary>
    public required ImmutableArray<Value> Outputs { get; init; }

    /// <summary>The nodes of the loaded file this one stands for.</summary>
    public ImmutableArray<string> Origin { get; init; } = [];

    /// <summary>The first result.</summary>
    public Value Output => Outputs[0];

    /// <summary>The same node with another name, other operands or another operator; its results stay the same values.</summary>
    public Node With(string? name = null, ImmutableArray<Value?>? inputs = null, Operator? op = null) =>
        new() { Name = name ?? Name, Op = op ?? Op, Inputs = inputs ?? Inputs, Outputs = Outputs, Origin = Origin };

    /// <inheritdoc/>
    public override string ToString() => $"{Op.OpType} @{Name}";
}
