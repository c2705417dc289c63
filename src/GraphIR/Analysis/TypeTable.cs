namespace DepthCompress.GraphIR;

/// <summary>
/// The type of every value: stated for inputs and initializers, derived for the rest, declared where nothing can be derived.
/// </summary>
internal sealed class TypeTable
{
    private readonly Dictionary<Value, TensorType> types = [];
    private readonly HashSet<Value> assumed = [];

    public TypeTable(Graph graph)
    {
        var problems = ImmutableArray.CreateBuilder<(Node, string)>();
        foreach (var input in graph.Inputs)
        {
            if (input.Declared is { } declared)
            {
                types[input] = declared;
            }

            if (input.Declared is null or { Element: ElementType.Undefined })
            {
                assumed.Add(input);
            }
        }

        foreach (var (value, tensor) in graph.Initializers)
        {
            types[value] = tensor.Type;
        }

        foreach (var node in graph.Nodes)
        {
            var operands = node.Inputs.Select(value => value is null
                ? default
                : new Operand(TypeOf(value), graph.Initializers.GetValueOrDefault(value)));
            var inference = node.Op.Infer([.. operands]);
            if (inference.Problem is { } problem)
            {
                problems.Add((node, problem));
            }

            for (var i = 0; i < node.Outputs.Length; i++)
            {
                var derived = inference.Types.IsDefault || i >= inference.Types.Length ? null : inference.Types[i];
                var type = Refine(derived, node.Outputs[i].Declared);
                if (type is not null)
                {
                    types[node.Outputs[i]] = type;
                }

                // What is unknown only because the node is wrong says nothing about the file.
                var isOpen = inference.Problem is null && (derived is null || derived != type || derived.Element is ElementType.Undefined
                    || derived.Shape.Contains(Dim.Unknown));
                if (isOpen || node.Inputs.Any(IsAssumed))
                {
                    assumed.Add(node.Outputs[i]);
                }
            }
        }

        Problems = problems.ToImmutable();
    }

    public ImmutableArray<(Node Node, string Problem)> Problems { get; }

    /// <summary>Whether the type does not follow from inputs and constants alone, but rests on what the file declares, or is not known.</summary>
    public bool IsAssumed(Value? value) => value is not null && assumed.Contains(value);

    public TensorType? TypeOf(Value value) => types.GetValueOrDefault(value);

    /// <summary>Axes that derivation leaves open take what the file declares.</summary>
    public static TensorType? Refine(TensorType? derived, TensorType? declared)
    {
        if (derived is null || declared is null || derived.Shape.Count != declared.Shape.Count)
        {
            return derived ?? declared;
        }

        var axes = derived.Shape.Zip(declared.Shape, (mine, theirs) => mine == Dim.Unknown ? theirs : mine);
        return derived with { Shape = Shape.Create([.. axes]) };
    }
}
