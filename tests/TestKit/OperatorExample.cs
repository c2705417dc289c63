using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>
/// A small network around one node of an operator. Its text states the types that are to be derived; the parser refuses others.
/// </summary>
public sealed record OperatorExample(string Name, string Text)
{
    /// <summary>The network.</summary>
    public Graph Graph { get; } = GraphParser.Parse(Text);

    /// <summary>The first opset that allows these operands and results, where that is later than the operator.</summary>
    public int Since { get; init; }

    /// <summary>The node that is the example.</summary>
    public Node Node => Graph.Nodes[^1];

    /// <summary>The operator.</summary>
    public Operator Op => Node.Op;

    /// <summary>What is known about the operands of the node.</summary>
    public ImmutableArray<Operand> Operands => Graph.OperandsOf(Node);

    /// <summary>The opsets to try it in: the first that has it, those in which operators changed, the newest that is read.</summary>
    public IEnumerable<int> Opsets =>
        new[] { Op.Since, 7, 9, 10, 11, 12, 13, 14, 18, 19, 21, 24, OnnxShell.NewestOpset }
            .Where(opset => opset >= Math.Max(Since, Op.Since)).Distinct();

    /// <summary>One tensor per input of the network.</summary>
    public ImmutableArray<Tensor> Inputs => TensorGenerator.InputsOf(Graph);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
