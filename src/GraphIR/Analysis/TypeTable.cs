namespace DepthCompress.GraphIR;

/// <summary>
/// The type of every value: stated for inputs and initializers, derived for the rest, declared where nothing can be derived.
/// </summary>
internal sealed class TypeTable
{
    private readonly Dictionary<Value, TensorType> types = [];

    public TypeTable(Graph graph)
    {
        var problems = ImmutableArray.CreateBuilder<(Node, string)>();
        foreach (var input in graph.Inputs.Where(input => input.Declared is not null))
        {
            types[input] = input.Declared!;
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
                if (Refine(derived, node.Outputs[i].Declared) is { } type)
                {
                    types[node.Outputs[i]] = type;
                }
            }
        }

        Problems = problems.ToImmutable();
    }

    public ImmutableArray<(Node Node, string Problem)> Problems { get; }

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
