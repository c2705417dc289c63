using DepthCompress.GraphIR;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes;

/// <summary>
/// A network rewritten to compute in double precision, for inputs of known shapes. The inputs stay as they are and are widened first. The
/// engine has no double kernels for convolutions and some other operators; these become slices and matrix products (<see
/// cref="DoubleLowering"/>). What is left is computed in single precision on widened operands, and listed.
/// </summary>
internal sealed class DoubleGraph
{
    private static readonly Graph Nothing = Graph.Create("none", [], [], [], new Dictionary<Value, Tensor>());

    private DoubleGraph(Graph graph, IReadOnlyDictionary<Value, Value> valueOf, ImmutableArray<string> singlePrecision, string? whyNot) =>
        (Graph, ValueOf, SinglePrecision, WhyNot) = (graph, valueOf, singlePrecision, whyNot);

    /// <summary>The network in double precision; its outputs are the fetched values.</summary>
    public Graph Graph { get; }

    /// <summary>The fetched floating-point values of the original, and what stands for them.</summary>
    public IReadOnlyDictionary<Value, Value> ValueOf { get; }

    /// <summary>Operator types that are computed in single precision.</summary>
    public ImmutableArray<string> SinglePrecision { get; }

    /// <summary>Why the network cannot be rewritten; then the rest is empty.</summary>
    public string? WhyNot { get; }

    /// <summary>Rewrites a graph.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="inputs">The types of its inputs, every axis a number.</param>
    /// <param name="fetched">The values of interest.</param>
    /// <param name="context">Computes shapes that are known once those of the inputs are.</param>
    public static DoubleGraph Of(Graph graph, ImmutableArray<TensorType> inputs, ImmutableArray<Value> fetched, PassContext context)
    {
        var known = Pipeline.Create([new FoldConstants(), new MakePaddingExplicit()]).Run(graph.WithInputTypes(inputs), context);
        var builder = new GraphBuilder(graph.Name);
        var lowering = new DoubleLowering(known, builder);
        foreach (var (original, input) in graph.Inputs.Zip(known.Inputs))
        {
            builder.Input(input);
            var wide = input.Declared!.Element.IsFloating() ? builder.Apply(new Cast { To = ElementType.Float64 }, input) : input;
            lowering.Define(original, wide);
            lowering.Define(input, wide);
        }

        foreach (var node in known.Nodes)
        {
            if (lowering.WhyNot(node) is { } reason)
            {
                return new(Nothing, new Dictionary<Value, Value>(), [], $"node '{node.Name}': {reason}");
            }

            lowering.Lower(node);
        }

        var valueOf = fetched.Where(value => known.TypeOf(value) is { } type && type.Element.IsFloating()).Distinct()
            .ToDictionary(value => value, lowering.Wide);
        foreach (var (index, value) in valueOf.Values.Distinct().Index())
        {
            builder.Output($"r{index}", value);
        }

        return new(builder.ToGraph(), valueOf, [.. lowering.SinglePrecision], null);
    }
}
