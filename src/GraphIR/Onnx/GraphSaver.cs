using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>
/// Makes the file's form of a graph. What nobody touched is taken from the file it came from, unknown fields included; the rest is spelled
/// in the opset of that file.
/// </summary>
internal sealed class GraphSaver
{
    private readonly Graph graph;
    private readonly OnnxShell shell;
    private readonly OnnxContents contents;
    private readonly SavedNames names;
    private readonly NodeSaver nodes;
    private readonly GraphProto target;

    private GraphSaver(Graph graph, OnnxShell shell)
    {
        (this.graph, this.shell, contents) = (graph, shell, shell.Contents);
        Result = shell.Around.Clone();
        target = Result.Graph;
        names = new SavedNames(graph, contents);
        nodes = new NodeSaver(graph, shell, names, target);
    }

    private ModelProto Result { get; }

    /// <summary>The whole file; parts of it are shared with the file the graph came from and must not be changed.</summary>
    public static ModelProto Save(Graph graph, OnnxShell shell)
    {
        if (ReferenceEquals(graph, shell.Contents.Graph))
        {
            var untouched = shell.Around.Clone();
            shell.Contents.PutInto(untouched.Graph);
            return untouched;
        }

        var saver = new GraphSaver(graph, shell);
        saver.Save();
        saver.SaveInputs();
        saver.SaveTypes(_ => true);
        return saver.Result;
    }

    /// <summary>
    /// The file that an engine needs to run the graph. An initializer that a caller could replace is a constant there, and types are stated
    /// only where the engine may be unable to derive them.
    /// </summary>
    public static ModelProto SaveForEngine(Graph graph, OnnxShell shell)
    {
        var saver = new GraphSaver(graph, shell);
        saver.Save();
        // Before version 4 initializers had to be inputs too.
        saver.Result.IrVersion = Math.Max(saver.Result.IrVersion, 4);
        saver.target.Input.AddRange(graph.Inputs.Select(input => saver.InfoOf(input, saver.names.NameOf(input))));
        saver.SaveTypes(value => graph.ProducerOf(value)?.Op is Opaque);
        return saver.Result;
    }

    private void Save()
    {
        target.Name = graph.Name.Length > 0 ? graph.Name : "graph";
        foreach (var (value, tensor) in graph.Initializers)
        {
            target.Initializer.Add(ConstantOf(value, tensor));
        }

        foreach (var node in graph.Nodes)
        {
            nodes.Save(node);
        }

        var declared = contents.Outputs.DistinctBy(info => info.Name).ToDictionary(info => info.Name);
        foreach (var output in graph.Outputs)
        {
            nodes.Alias(output.Name, output.Value);
            target.Output.Add(declared.GetValueOrDefault(output.Name) ?? InfoOf(output.Value, output.Name));
        }

        SaveAnnotations();
        if (!Result.OpsetImport.Any(entry => OnnxShell.IsStandard(entry.Domain))
            && target.Node.Any(node => OnnxShell.IsStandard(node.Domain)))
        {
            Result.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OnnxShell.DefaultOpset });
        }
    }

    private TensorProto ConstantOf(Value value, Tensor tensor)
    {
        var name = names.NameOf(value);
        if (!contents.Tensors.TryGetValue(value, out var loaded) || !ReferenceEquals(loaded.Tensor, tensor))
        {
            return OnnxTensors.Write(name, tensor);
        }

        return Named(loaded.Proto, loaded.Proto.Name, name, proto => proto.Name = name);
    }

    private ValueInfoProto InfoOf(Value value, string name) => contents.Infos.TryGetValue(value, out var info)
        ? Named(info, info.Name, name, copy => copy.Name = name)
        : OnnxTypes.Write(name, graph.TypeOf(value));

    /// <summary>In the order of the file. Before format version 4 every initializer must be listed.</summary>
    private void SaveInputs()
    {
        var listed = new HashSet<string>();
        void Add(string name, Func<ValueInfoProto> info)
        {
            if (listed.Add(name))
            {
                target.Input.Add(info());
            }
        }

        var inputs = graph.Inputs.ToHashSet();
        foreach (var input in contents.Inputs)
        {
            if (contents.Values.TryGetValue(input.Name, out var value) && (inputs.Contains(value) || graph.Initializers.ContainsKey(value)))
            {
                Add(names.NameOf(value), () => InfoOf(value, names.NameOf(value)));
            }
        }

        foreach (var input in graph.Inputs)
        {
            Add(names.NameOf(input), () => InfoOf(input, names.NameOf(input)));
        }

        if (shell.Around.HasIrVersion && shell.IrVersion < 4)
        {
            foreach (var tensor in target.Initializer)
            {
                Add(tensor.Name, () =>
                    OnnxTypes.Write(tensor.Name,
                        new TensorType((ElementType)tensor.DataType, Shape.Create([.. tensor.Dims.Select(size => new Dim((int)size))]))));
            }
        }
    }

    private void SaveTypes(Func<Value, bool> wanted)
    {
        var outputs = graph.Outputs.Select(output => output.Value).ToHashSet();
        var living = graph.Initializers.Keys.Concat(graph.Nodes.SelectMany(node => node.Outputs)).ToHashSet();
        foreach (var info in contents.ValueInfos)
        {
            if (contents.Values.TryGetValue(info.Name, out var value) && !outputs.Contains(value) && wanted(value) && StillHolds(value)
                && (nodes.Extras.GetValueOrDefault(value) ?? (living.Contains(value) ? names.NameOf(value) : null)) is { } name)
            {
                target.ValueInfo.Add(InfoOf(value, name));
            }
        }
    }

    /// <summary>A value that was given another definition may have another size.</summary>
    private bool StillHolds(Value value) =>
        value.Declared is not { } declared || graph.TypeOf(value) is not { } type
        || (declared.Element == type.Element && declared.Shape.Count == type.Shape.Count
            && declared.Shape.Zip(type.Shape).All(axes => axes.First == axes.Second || !(axes.First.IsKnown && axes.Second.IsKnown)));

    /// <summary>The scales and zero points that an annotation names are read by nothing else; they are kept for its sake.</summary>
    private void SaveAnnotations()
    {
        var defined = target.Initializer.Select(tensor => tensor.Name).Concat(target.Node.SelectMany(node => node.Output))
            .Concat(graph.Inputs.Select(names.NameOf)).ToHashSet();
        foreach (var annotation in contents.Annotations.Where(annotation => defined.Contains(annotation.TensorName)))
        {
            target.QuantizationAnnotation.Add(annotation);
            foreach (var name in annotation.QuantParameterTensorNames.Select(entry => entry.Value).Where(name => !defined.Contains(name)))
            {
                if (contents.Values.TryGetValue(name, out var value) && contents.Tensors.TryGetValue(value, out var constant))
                {
                    target.Initializer.Add(constant.Proto);
                    defined.Add(name);
                }
            }
        }
    }

    /// <summary>The same part under another name; the very same object where the name is right.</summary>
    public static T Named<T>(T proto, string has, string wants, Action<T> rename)
        where T : Google.Protobuf.IDeepCloneable<T>
    {
        if (has == wants)
        {
            return proto;
        }

        var copy = proto.Clone();
        rename(copy);
        return copy;
    }
}
