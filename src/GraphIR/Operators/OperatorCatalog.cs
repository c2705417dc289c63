using System.Collections.Frozen;

namespace DepthCompress.GraphIR;

/// <summary>Makes the operator of a node from its attributes and operands.</summary>
public delegate Operator OperatorReader(AttributeReader attributes, ReadOnlySpan<Operand> operands);

/// <summary>The operators that the compiler understands; everything else is <see cref="Opaque"/>.</summary>
public static class OperatorCatalog
{
    private static readonly FrozenDictionary<string, OperatorReader> Readers;

    static OperatorCatalog() => Readers = All.ToFrozenDictionary(entry => entry.Type, entry => entry.Read);

    /// <summary>One line per operator, alphabetical; plain functions behind.</summary>
    public static ImmutableArray<(string Type, OperatorReader Read)> All { get; } =
    [
        Of<Add>(),
        Of<AveragePool>(),
        Of<BatchNormalization>(),
        Of<Cast>(),
        Of<Clip>(),
        Of<Concat>(),
        Of<Constant>(),
        Of<ConstantOfShape>(),
        Of<Conv>(),
        Of<ConvTranspose>(),
        Of<DepthToSpace>(),
        Of<Div>(),
        Of<Dropout>(),
        Of<Elu>(),
        Of<Flatten>(),
        Of<Gather>(),
        Of<Gelu>(),
        Of<Gemm>(),
        Of<GlobalAveragePool>(),
        Of<GlobalMaxPool>(),
        Of<GroupNormalization>(),
        Of<HardSigmoid>(),
        Of<HardSwish>(),
        Of<Identity>(),
        Of<InstanceNormalization>(),
        Of<LayerNormalization>(),
        Of<LeakyRelu>(),
        Of<Lrn>(),
        Of<MatMul>(),
        Of<MaxPool>(),
        Of<Mish>(),
        Of<Mul>(),
        Of<Pad>(),
        Of<PRelu>(),
        Of<ReduceMean>(),
        Of<Relu>(),
        Of<Reshape>(),
        Of<Resize>(),
        Of<ShapeOf>(),
        Of<Sigmoid>(),
        Of<Slice>(),
        Of<Softmax>(),
        Of<Softplus>(),
        Of<SpaceToDepth>(),
        Of<Split>(),
        Of<Squeeze>(),
        Of<Sub>(),
        Of<Sum>(),
        Of<Swish>(),
        Of<Tanh>(),
        Of<Transpose>(),
        Of<Unsqueeze>(),
        Of<Upsample>(),
        .. BroadcastFunction.Functions.Select(function =>
            (function, (OperatorReader)((attributes, operands) => BroadcastFunction.Read(function, attributes)))),
        .. UnaryFunction.Functions.Select(function => (function, (OperatorReader)((attributes, operands) => new UnaryFunction(function)))),
    ];

    /// <summary>
    /// The operator of a node of the standard domain; <see cref="Opaque"/> with the reason where the type is not in the catalog, an
    /// attribute is unknown, or the node means something the operator cannot express.
    /// </summary>
    public static Operator Read(string type, string domain, AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        if (domain is not ("" or "ai.onnx") || !Readers.TryGetValue(type, out var read))
        {
            var name = domain.Length == 0 ? type : $"{domain}.{type}";
            return new Opaque(type, domain) { Reason = $"{name} is not an operator this compiler understands" };
        }

        var op = read(attributes, operands);
        return attributes.Refusal is { } refusal ? new Opaque(type, domain) { Reason = refusal }
            : attributes.Unread.FirstOrDefault() is { } unread
                ? new Opaque(type, domain) { Reason = $"attribute '{unread}' of {type} is unknown" }
            : op;
    }

    /// <summary>Whether nodes of this type of the standard domain may be understood.</summary>
    public static bool Knows(string type) => Readers.ContainsKey(type);

    /// <summary>
    /// The operator with those operands taken in that configure it and are constants now, such as the target of a reshape behind folded
    /// shape arithmetic; null where there is nothing to take in.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="operands">Its operands.</param>
    /// <returns>The node without those operands, or null.</returns>
    public static Node? Configure(Node node, ReadOnlySpan<Operand> operands)
    {
        if (node.Op is Opaque || !Readers.TryGetValue(node.Op.OpType, out var read))
        {
            return null;
        }

        var attributes = AttributeReader.ForText(AttributeWriter.ForText(node.Op).Attributes, node.Outputs.Length);
        try
        {
            var op = read(attributes, operands);
            return attributes.Refusal is null && attributes.ConsumedSlots.Count > 0
                && op.Infer(attributes.WithoutConsumed(operands)).Problem is null
                ? node.With(op: op, inputs: attributes.WithoutConsumed(node.Inputs))
                : null;
        }
        catch (Exception problem) when (NodeLoader.IsMalformed(problem))
        {
            // A constant that makes no sense here, such as a target with another number of elements, stays what it is.
            return null;
        }
    }

    /// <summary>How many results an operator may have: rules give a value another definition, and would forget those beside it.</summary>
    internal static int MostResults(Operator op) => op switch
    {
        Opaque or Split => int.MaxValue,
        BatchNormalization => 5,
        LayerNormalization => 3,
        Dropout or MaxPool => 2,
        _ => 1,
    };

    /// <summary>The first operand that an operator needs and is not given; null where it has what it needs.</summary>
    internal static int? FirstMissing(Operator op, ReadOnlySpan<Operand> operands)
    {
        for (var slot = 0; slot < op.LeastOperands; slot++)
        {
            if (slot >= operands.Length || !operands[slot].IsPresent)
            {
                return slot;
            }
        }

        return null;
    }

    private static (string Type, OperatorReader Read) Of<T>()
        where T : Operator, IOperator<T> => (T.Type, T.Read);
}
