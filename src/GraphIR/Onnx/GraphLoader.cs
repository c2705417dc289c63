using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>Makes the graph of a file: first every value by its name, then the nodes between them.</summary>
internal sealed class GraphLoader(OnnxShell shell, OnnxSource source, ExternalFiles external, DiagnosticSink diagnostics)
{
    private readonly NodeLoader loader = new(shell, source, external, diagnostics);
    private readonly OnnxContents contents = shell.Contents;
    private readonly HashSet<string> pinned = [];
    private readonly Dictionary<string, (TensorType? Type, ValueInfoProto Info)> declared = [];
    private readonly OrderedDictionary<Value, Tensor> initializers = [];
    private readonly List<Node> nodes = [];

    /// <summary>The graph; the contents of the shell are told which object stands for what.</summary>
    /// <exception cref="DiagnosticException">The graph is cyclic, a name is defined twice or never, a tensor is broken.</exception>
    public Graph Load()
    {
        CollectPinned();
        CollectDeclared();
        foreach (var input in contents.Inputs)
        {
            Define(input.Name);
        }

        var constants = DefineConstants();
        var outputs = contents.Nodes.Select(node =>
            node.Output.Select(name => name.Length is 0 ? new Value("") : Define(name)).ToImmutableArray()).ToList();
        for (var i = 0; i < outputs.Count; i++)
        {
            nodes.Add(loader.Load(contents.Nodes[i], outputs[i]));
        }

        var graph = Assembled(constants);
        return contents.Graph = DropContradicted(graph) ? Assembled(constants) : graph;
    }

    /// <exception cref="DiagnosticException">The graph is cyclic.</exception>
    private Graph Assembled(HashSet<string> constants)
    {
        var free = contents.Inputs.Where(input => !constants.Contains(input.Name)).Select(input => contents.Values[input.Name]);
        try
        {
            return Graph.Create(shell.Around.Graph.Name, [.. free], nodes, [.. contents.Outputs.Select(OutputOf)],
                initializers);
        }
        catch (CyclicGraphException circle)
        {
            throw new DiagnosticException(DiagnosticCatalog.CyclicModel.At(circle.Node.Name) with { File = source.Path }, circle);
        }
    }

    /// <summary>
    /// What a file declares of values in between is often left over from before it was edited. Where operators say otherwise it is
    /// forgotten, or it would come up when a rewrite brings it to where it matters. What is declared of outputs is a promise and stays.
    /// </summary>
    private bool DropContradicted(Graph graph)
    {
        if (!NodeLoader.TryDerive(graph))
        {
            return false;
        }

        var wrong = graph.Nodes.SelectMany(node => node.Outputs).Concat(graph.Initializers.Keys)
            .Where(value => GraphVerifier.IsContradicted(graph, value) && !graph.IsOutput(value)).ToList();
        if (wrong is [var first, ..])
        {
            diagnostics.Report(source.Note(DiagnosticCatalog.DeclaredTypesWrong, wrong.Count, first.Hint, first.Declared, graph.TypeOf(first)));
        }

        foreach (var value in wrong)
        {
            value.Undeclare();
            contents.Infos.Remove(value);
        }

        return wrong.Count > 0;
    }

    /// <summary>Names that something we do not interpret refers to.</summary>
    private void CollectPinned()
    {
        pinned.UnionWith(contents.Nodes.SelectMany(node => Subgraphs.Captures(node)));
        pinned.UnionWith(contents.Annotations.SelectMany(annotation =>
            annotation.QuantParameterTensorNames.Select(entry => entry.Value).Prepend(annotation.TensorName)));
        pinned.UnionWith(shell.Around.TrainingInfo.SelectMany(training =>
            training.InitializationBinding.Concat(training.UpdateBinding).Select(entry => entry.Key)));
    }

    private void CollectDeclared()
    {
        foreach (var info in contents.Inputs.Concat(contents.Outputs).Concat(contents.ValueInfos))
        {
            declared.TryAdd(info.Name, (OnnxTypes.Read(info, source), info));
        }
    }

    private Value Define(string name)
    {
        var (type, info) = declared.GetValueOrDefault(name);
        var value = new Value(name, type) { IsPinned = pinned.Contains(name) };
        if (!contents.Values.TryAdd(name, value))
        {
            throw source.Error(DiagnosticCatalog.DuplicateName, name);
        }

        if (info is not null)
        {
            contents.Infos[value] = info;
        }

        return value;
    }

    /// <summary>Initializers, dense and sparse; one that has the name of an input is that input's default. Returns their names.</summary>
    private HashSet<string> DefineConstants()
    {
        var inputs = contents.Inputs.Select(input => input.Name).ToHashSet();
        var names = new HashSet<string>();
        foreach (var constant in Constants().Where(constant => constant.Name.Length > 0))
        {
            var value = inputs.Remove(constant.Name) ? contents.Values[constant.Name] : Define(constant.Name);
            names.Add(constant.Name);
            if (constant.Dense is { } dense && OnnxTensors.Read(dense, external, source) is { } tensor)
            {
                initializers.Add(value, tensor);
                contents.Tensors[value] = (tensor, dense);
                loader.SetConstant(value, tensor);
            }
            else
            {
                nodes.Add(Carried(constant, value));
            }
        }

        ReportDefaults(names);
        return names;
    }

    private IEnumerable<OnnxConstant> Constants() => contents.Initializers.Select(tensor => new OnnxConstant(tensor, null, shell))
        .Concat(contents.SparseInitializers.Where(tensor => tensor.Values is not null)
            .Select(tensor => new OnnxConstant(null, tensor, shell)));

    private Node Carried(OnnxConstant constant, Value value) => new()
    {
        Name = loader.UniqueName(constant.Name),
        Op = new Opaque("Constant", "") { Source = constant, Reason = "the initializer is of a kind that is only carried" },
        Inputs = [],
        Outputs = [value],
    };

    /// <summary>
    /// Before format version 4 every initializer had to be listed among the inputs; since then it is an offer to the caller.
    /// </summary>
    private void ReportDefaults(HashSet<string> constants)
    {
        var defaults = contents.Inputs.Where(input => constants.Contains(input.Name)).ToList();
        if (defaults.Count > 0 && shell.IrVersion >= 4)
        {
            diagnostics.Report(source.Note(DiagnosticCatalog.OverridableInitializers, defaults.Count, defaults[0].Name));
        }
    }

    private GraphOutput OutputOf(ValueInfoProto output) =>
        contents.Values.TryGetValue(output.Name, out var value)
            ? new GraphOutput(output.Name, value)
            : throw source.Error(DiagnosticCatalog.DanglingName, output.Name);
}
