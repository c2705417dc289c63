using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>
/// A network that grows node by node. What an operator says its operands cannot be is not added, so whatever is drawn at random, the
/// network stays valid.
/// </summary>
public sealed class NetworkDraft(string name, SeededData random)
{
    /// <summary>Values stay so small that a network runs in a moment.</summary>
    private const int MostElements = 1500;

    private readonly List<Value> inputs = [];
    private readonly List<Node> nodes = [];
    private readonly OrderedDictionary<Value, Tensor> initializers = [];
    private readonly Dictionary<Value, TensorType> types = [];

    /// <summary>The values so far that operators may read, in the order of their computation.</summary>
    public List<Value> Pool { get; } = [];

    /// <summary>The size that a batch of unknown size counts as.</summary>
    public static int Batch => 2;

    /// <summary>What is known of a value.</summary>
    public TensorType TypeOf(Value value) => types[value];

    /// <summary>The axes of a value.</summary>
    public Shape ShapeOf(Value value) => types[value].Shape;

    /// <summary>Whether a value is supplied by the caller.</summary>
    public bool IsInput(Value value) => inputs.Contains(value);

    /// <summary>Adds an input.</summary>
    public Value Input(TensorType type)
    {
        var value = new Value(inputs.Count == 0 ? "x" : $"x{inputs.Count}", type);
        inputs.Add(value);
        types[value] = type;
        Pool.Add(value);
        return value;
    }

    /// <summary>Adds a constant: mostly as an initializer, now and then as a node.</summary>
    public Value Constant(Tensor tensor)
    {
        var value = new Value(string.Create(CultureInfo.InvariantCulture, $"c{initializers.Count + nodes.Count}"));
        types[value] = tensor.Type;
        if (random.Next(16) == 0)
        {
            nodes.Add(new Node { Name = $"{value.Hint}.node", Op = new Constant { Value = tensor }, Inputs = [], Outputs = [value] });
        }
        else
        {
            initializers.Add(value, tensor);
        }

        return value;
    }

    /// <summary>Adds a node of one result; null where the operator does not take such operands, or the result would be large.</summary>
    public Value? Apply(Operator op, params ReadOnlySpan<Value?> operands) => Apply(op, 1, null, operands) is [var only] ? only : null;

    /// <summary>Adds a node of one result whose type the operator does not tell.</summary>
    public Value? ApplyAs(TensorType stated, Operator op, params ReadOnlySpan<Value?> operands) =>
        Apply(op, 1, stated, operands) is [var only] ? only : null;

    /// <summary>Adds a node; no results where the operator does not take such operands, or a result would be large.</summary>
    public ImmutableArray<Value> Apply(Operator op, int results, TensorType? stated, params ReadOnlySpan<Value?> operands)
    {
        ImmutableArray<Value?> given = [.. operands];
        ImmutableArray<Operand> known = [.. given.Select(OperandOf)];
        var inferred = op.Infer(known.AsSpan());
        if (inferred.Problem is not null)
        {
            return [];
        }

        var made = new Value[results];
        var number = nodes.Count;
        for (var i = 0; i < results; i++)
        {
            var derived = i < inferred.Types.Length ? inferred.Types[i] : null;
            var type = stated ?? derived;
            if (type is null || !IsSmall(type))
            {
                return [];
            }

            made[i] = new Value(string.Create(CultureInfo.InvariantCulture, $"v{number}{(i == 0 ? "" : $".{i}")}"), stated);
            types[made[i]] = type;
        }

        nodes.Add(new Node
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{op.OpType.ToLowerInvariant()}{number}"),
            Op = op,
            Inputs = given,
            Outputs = [.. made],
        });
        return [.. made];
    }

    /// <summary>The network that computes these values.</summary>
    public Graph ToGraph(IEnumerable<Value> outputs) => Graph.Create(
        name, [.. inputs], nodes, [.. outputs.Distinct().Select((value, index) => new GraphOutput($"y{index}", value))], initializers);

    private Operand OperandOf(Value? value) =>
        value is null ? default : new Operand(types[value], initializers.GetValueOrDefault(value));

    private static bool IsSmall(TensorType type) =>
        type.Shape.All(axis => axis != Dim.Unknown && (!axis.IsKnown || axis.Size > 0))
        && type.Shape.ToDims(Batch).Aggregate(1L, (product, size) => product * size) <= MostElements;
}
