using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>Makes nodes of the file's nodes: which operator each is, which operands configure it, what its graphs capture.</summary>
internal sealed class NodeLoader(OnnxShell shell, OnnxSource source, ExternalFiles external, DiagnosticSink diagnostics)
{
    private readonly Dictionary<Value, Tensor> constants = [];
    private readonly Dictionary<Value, TensorType> types = [];
    private readonly HashSet<string> names = [];
    private readonly Dictionary<string, int> numbers = [];
    private readonly HashSet<(string Domain, string Name)> functions =
        [.. shell.Around.Functions.Select(function => (function.Domain, function.Name))];

    /// <summary>Says what a constant holds.</summary>
    public void SetConstant(Value value, Tensor tensor)
    {
        constants[value] = tensor;
        types[value] = tensor.Type;
    }

    /// <summary>A name for a node that no other node has: the first of the wishes that is one, numbered where it is taken.</summary>
    public string UniqueName(params ReadOnlySpan<string> wishes)
    {
        var wish = "node";
        foreach (var candidate in wishes)
        {
            if (candidate.Length > 0)
            {
                wish = candidate;
                break;
            }
        }

        var name = wish;
        while (!names.Add(name))
        {
            numbers[wish] = numbers.GetValueOrDefault(wish, 1) + 1;
            name = $"{wish}.{numbers[wish]}";
        }

        return name;
    }

    /// <summary>The node of a file's node.</summary>
    public Node Load(NodeProto proto, ImmutableArray<Value> outputs)
    {
        var name = UniqueName(proto.Name, proto.Output.FirstOrDefault(output => output.Length > 0) ?? "", proto.OpType);
        var captures = Subgraphs.Captures(proto);
        ImmutableArray<Value?> written = [.. proto.Input.Select(input => Resolve(input, name))];
        Operand[] operands = [.. written.Select(OperandOf)];
        var attributes = ReadAttributes(proto);
        var (op, reader) = Understand(proto, name, attributes, operands);
        var consumed = op is Opaque ? ImmutableSortedSet<int>.Empty : reader.ConsumedSlots;
        var entry = new OnnxNode(proto, shell)
        {
            Name = name,
            Captures = captures,
            Consumed = consumed.ToImmutableDictionary(slot => slot, slot => new OnnxOperand(written[slot]!, operands[slot].Initializer!)),
        };
        if (op is Opaque opaque)
        {
            op = opaque with
            {
                Attributes = [.. attributes.Where(attribute => attribute.Value is not null)!],
                WrittenOperands = captures.IsEmpty ? null : written.Length,
                Source = entry,
            };
            written = written.AddRange(captures.Select(captured => Resolve(captured, name)));
        }
        else
        {
            written = reader.WithoutConsumed(written);
        }

        Remember(op, entry, written, outputs);
        return new Node { Name = name, Op = op, Inputs = written, Outputs = outputs };
    }

    private List<KeyValuePair<string, AttributeValue?>> ReadAttributes(NodeProto proto) =>
        [.. proto.Attribute.Select(attribute => KeyValuePair.Create(attribute.Name, OnnxAttributes.Read(attribute, external, source)))];

    private (Operator Op, AttributeReader Reader) Understand(
        NodeProto proto, string name, List<KeyValuePair<string, AttributeValue?>> attributes, Operand[] operands)
    {
        var domain = OnnxShell.IsStandard(proto.Domain) ? "" : proto.Domain;
        var opset = Math.Min(shell.OpsetOf(domain), domain.Length is 0 ? OnnxShell.NewestOpset : int.MaxValue);
        var isTooOld = domain.Length is 0 && opset < OnnxShell.OldestOpset;
        var table = attributes.DistinctBy(attribute => attribute.Key).Where(attribute => attribute.Value is not null).ToDictionary();
        var reader = new AttributeReader(table!, opset) { Results = ResultsOf(proto) };
        var op = functions.Contains((proto.Domain, proto.OpType))
            ? new Opaque(proto.OpType, domain) { Reason = $"{proto.OpType} is a function of the model" }
            : attributes.FirstOrDefault(attribute => attribute.Value is null).Key is { } strange
                ? Refused(proto, $"attribute '{strange}' of {proto.OpType} is of an unknown kind")
            : table.Count < attributes.Count ? Refused(proto, $"an attribute of {proto.OpType} is given twice")
            : isTooOld ? Refused(proto, $"opset {opset} is older than {OnnxShell.OldestOpset}")
            : Read(proto, domain, reader, operands);
        if (op is Opaque { Reason: { } reason } && domain.Length is 0 && !isTooOld && OperatorCatalog.Knows(proto.OpType))
        {
            diagnostics.Report(DiagnosticCatalog.NotUnderstood.At(name, reason) with { File = source.Path });
        }

        return (op, reader);
    }

    private static Operator Read(NodeProto proto, string domain, AttributeReader reader, Operand[] operands)
    {
        try
        {
            var op = OperatorCatalog.Read(proto.OpType, domain, reader, operands);
            op.Infer(reader.WithoutConsumed(operands));
            return OperatorCatalog.FirstMissing(op, operands) is { } slot ? Refused(proto, $"operand {slot} of {proto.OpType} is missing")
                : ResultsOf(proto) > OperatorCatalog.MostResults(op) ? Refused(proto, $"{proto.OpType} has {ResultsOf(proto)} results")
                : op;
        }
        catch (Exception problem) when (IsMalformed(problem))
        {
            return Refused(proto, $"{proto.OpType} is malformed: {problem.Message}");
        }
    }

    private static Opaque Refused(NodeProto proto, string reason) =>
        new(proto.OpType, OnnxShell.IsStandard(proto.Domain) ? "" : proto.Domain) { Reason = reason };

    private static int ResultsOf(NodeProto proto)
    {
        var count = proto.Output.Count;
        while (count > 0 && proto.Output[count - 1].Length is 0)
        {
            count--;
        }

        return count;
    }

    private Value? Resolve(string name, string node) =>
        name.Length is 0 ? null
        : shell.Contents.Values.GetValueOrDefault(name) ?? throw source.ErrorAt(node, DiagnosticCatalog.DanglingName, name);

    private Operand OperandOf(Value? value) =>
        value is null ? default : new Operand(types.GetValueOrDefault(value) ?? value.Declared, constants.GetValueOrDefault(value));

    /// <summary>Later operators may be read by the types of their operands.</summary>
    private void Remember(Operator op, OnnxNode entry, ImmutableArray<Value?> inputs, ImmutableArray<Value> outputs)
    {
        if (outputs.IsEmpty)
        {
            return;
        }

        shell.Contents.Producers[outputs[0]] = (op, entry);
        if (op is Constant constant)
        {
            SetConstant(outputs[0], constant.Value);
            return;
        }

        var inferred = op.Infer([.. inputs.Select(OperandOf)]).Types;
        for (var i = 0; i < outputs.Length; i++)
        {
            if (TypeTable.Refine(inferred.IsDefault || i >= inferred.Length ? null : inferred[i], outputs[i].Declared) is { } type)
            {
                types[outputs[i]] = type;
            }
        }
    }

    /// <summary>Whether the types of a graph can be derived at all; why not is told when its soundness is checked.</summary>
    public static bool TryDerive(Graph graph)
    {
        try
        {
            return graph.TypeProblems.IsEmpty;
        }
        catch (Exception problem) when (IsMalformed(problem))
        {
            return false;
        }
    }

    /// <summary>What operators throw at operands and attributes that make no sense.</summary>
    public static bool IsMalformed(Exception problem) =>
        problem is ArgumentException or IndexOutOfRangeException or ArithmeticException or InvalidOperationException
            or NotSupportedException;
}
