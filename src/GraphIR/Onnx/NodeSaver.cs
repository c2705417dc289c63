using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>
/// Makes the file's form of nodes, and of what only the file needs around them: constant operands, second names of values.
/// </summary>
internal sealed class NodeSaver(Graph graph, OnnxShell shell, SavedNames names, GraphProto target)
{
    private readonly Dictionary<Value, string> extras = [];

    /// <summary>Constants of the file that are no values of the graph, and their names.</summary>
    public IReadOnlyDictionary<Value, string> Extras => extras;

    /// <summary>Appends a node, and in front of it what it needs.</summary>
    public void Save(Node node)
    {
        switch (node.Op)
        {
            case Opaque { Source: OnnxConstant constant }: SaveConstant(node, constant); break;
            case Opaque { Source: OnnxNode source } opaque: SaveOpaque(node, opaque, source); break;
            case var op when shell.Contents.Producers.TryGetValue(node.Output, out var known) && known.Op.Equals(op):
                target.Node.Add(Renamed(node, known.Source, InputsOf(node, known.Source)));
                break;
            default: target.Node.Add(Spelled(node)); break;
        }
    }

    /// <summary>Makes sure that a value bears a name; where it has another one, an Identity gives it.</summary>
    public void Alias(string name, Value value)
    {
        if (names.NameOf(value) == name || ReferenceEquals(names.BearerOf(name), value))
        {
            return;
        }

        if (names.BearerOf(name) is { } other)
        {
            throw new CompilerBugException($"two values must be called '{name}': {value} and {other}");
        }

        names.Claim(name, value);
        var identity = new NodeProto { Name = names.Fresh($"{name}/Identity"), OpType = "Identity" };
        identity.Input.Add(names.NameOf(value));
        identity.Output.Add(name);
        target.Node.Add(identity);
    }

    private void SaveConstant(Node node, OnnxConstant constant)
    {
        var name = names.NameOf(node.Output);
        if (constant.Dense is { } dense)
        {
            target.Initializer.Add(GraphSaver.Named(dense, dense.Name, name, proto => proto.Name = name));
        }
        else
        {
            target.SparseInitializer.Add(GraphSaver.Named(constant.Sparse!, constant.Name, name, proto => proto.Values.Name = name));
        }
    }

    /// <summary>What the graphs inside read by name must still bear that name.</summary>
    private void SaveOpaque(Node node, Opaque opaque, OnnxNode source)
    {
        var written = opaque.WrittenOperands ?? node.Inputs.Length;
        for (var i = 0; i < source.Captures.Length; i++)
        {
            Alias(source.Captures[i], node.Inputs[written + i]!);
        }

        target.Node.Add(Renamed(node, source, [.. node.Inputs.Take(written).Select(NameOf)]));
    }

    /// <summary>The operands of a node whose operator is as it was loaded: those that became attributes come back as they were.</summary>
    private List<string> InputsOf(Node node, OnnxNode source)
    {
        var inputs = new List<string>();
        for (var slot = 0; slot < Math.Max(node.Inputs.Length, source.Proto.Input.Count); slot++)
        {
            inputs.Add(source.Consumed.TryGetValue(slot, out var operand) ? ExtraName(operand)
                : NameOf(slot < node.Inputs.Length ? node.Inputs[slot] : null));
        }

        return inputs;
    }

    /// <summary>
    /// A constant that configures a node is not among the operands of the graph; where nothing else keeps it, it is written anew.
    /// </summary>
    private string ExtraName(OnnxOperand operand)
    {
        var (value, tensor) = operand;
        if (graph.Initializers.ContainsKey(value) || graph.ProducerOf(value) is not null)
        {
            return names.NameOf(value);
        }

        if (!extras.TryGetValue(value, out var name))
        {
            name = extras[value] = names.Fresh(value.Hint);
            if (shell.Contents.Producers.TryGetValue(value, out var constant))
            {
                target.Node.Add(GraphSaver.Named(constant.Source.Proto, value.Hint, name, proto => proto.Output[0] = name));
            }
            else
            {
                target.Initializer.Add(shell.Contents.Tensors.TryGetValue(value, out var loaded)
                    ? GraphSaver.Named(loaded.Proto, value.Hint, name, proto => proto.Name = name)
                    : OnnxTensors.Write(name, tensor));
            }
        }

        return name;
    }

    /// <summary>The file's form of a node, with the names of today; the very same object where none has changed.</summary>
    private NodeProto Renamed(Node node, OnnxNode source, List<string> inputs)
    {
        var name = node.Name == source.Name ? source.Proto.Name : node.Name;
        var outputs = OutputsOf(node);
        if (name == source.Proto.Name && inputs.SequenceEqual(source.Proto.Input) && outputs.SequenceEqual(source.Proto.Output))
        {
            return source.Proto;
        }

        var copy = source.Proto.Clone();
        if (name != source.Proto.Name)
        {
            copy.Name = name;
        }

        copy.Input.Clear();
        copy.Input.AddRange(inputs);
        copy.Output.Clear();
        copy.Output.AddRange(outputs);
        return copy;
    }

    private NodeProto Spelled(Node node)
    {
        var proto = new NodeProto { Name = node.Name };
        if (node.Op.Domain.Length > 0)
        {
            proto.Domain = node.Op.Domain;
        }

        var opset = shell.OpsetOf(node.Op.Domain);
        var attributes = AttributeWriter.ForOnnx(node.Op, opset > 0 ? opset : OnnxShell.DefaultOpset, ElementOf(node));
        proto.OpType = attributes.OpType ?? node.Op.OpType;
        proto.Input.AddRange(node.Inputs.Select(NameOf));
        var demanded = attributes.Demanded.Where(operand => node.Inputs.ElementAtOrDefault(operand.Key) is null);
        foreach (var (slot, tensor) in attributes.Operands.Concat(demanded))
        {
            while (proto.Input.Count <= slot)
            {
                proto.Input.Add("");
            }

            proto.Input[slot] = names.Fresh($"{names.NameOf(node.Output)}.{slot}");
            target.Initializer.Add(OnnxTensors.Write(proto.Input[slot], tensor));
        }

        proto.Output.AddRange(OutputsOf(node));
        proto.Attribute.AddRange(attributes.Attributes.Select(attribute => OnnxAttributes.Write(attribute.Key, attribute.Value)));
        return proto;
    }

    private ElementType ElementOf(Node node) =>
        node.Inputs is [{ } first, ..] && graph.TypeOf(first) is { } type ? type.Element : ElementType.Float32;

    /// <summary>A result without a name that nobody reads is left out, as it was in the file.</summary>
    private List<string> OutputsOf(Node node) =>
        [.. node.Outputs.Select(value =>
            value.Hint.Length is 0 && graph.UsesOf(value).IsEmpty && !graph.IsOutput(value) ? "" : names.NameOf(value))];

    private string NameOf(Value? value) => value is null ? "" : names.NameOf(value);
}
