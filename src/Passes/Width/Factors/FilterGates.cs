using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Puts factors into a network, and takes them out again. All weights stay the same values, so that learned ones fit the original.</summary>
internal static class FilterGates
{
    /// <summary>The network whose selected filters are multiplied by factors, all 1, and the factors of each set.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="sets">Its filters.</param>
    /// <param name="isBeforeNorm">Whether the factors stand in front of normalizations.</param>
    public static (Graph Graph, ImmutableArray<Value> Factors) Insert(Graph graph, ImmutableArray<FilterSet> sets, bool isBeforeNorm)
    {
        var initializers = new OrderedDictionary<Value, Tensor>(graph.Initializers);
        var gated = new Dictionary<Node, (Value Factor, FilterGate Gate, int Count)>();
        var factors = ImmutableArray.CreateBuilder<Value>();
        foreach (var set in sets)
        {
            var weight = graph.Initializers[set.Gates[0].Layer.Weight];
            var factor = new Value($"{set.Name}.factor");
            Dims shape = [set.Count, .. Enumerable.Repeat(1, weight.Shape.Count - 2)];
            initializers.Add(factor, Tensor.Build<float>(shape, data => data.Fill(1)).ConvertTo(weight.Element));
            factors.Add(factor);
            foreach (var gate in set.Gates)
            {
                gated.Add(Gated(gate.Layer, isBeforeNorm), (factor, gate, set.Count));
            }
        }

        var nodes = graph.Nodes.SelectMany(node => gated.TryGetValue(node, out var gate)
            ? Multiplied(node, gate.Factor, gate.Gate.IsPlain(gate.Count) ? [] : gate.Gate.Places, initializers)
            : [node]).ToList();
        return (Graph.Create(graph.Name, graph.Inputs, nodes, graph.Outputs, initializers), factors.ToImmutable());
    }

    /// <summary>
    /// The original network with learned weights, the factors of the filters that stay multiplied into what stands in front of them: scale and
    /// shift of the normalization, or kernels and bias.
    /// </summary>
    /// <param name="graph">The network without factors.</param>
    /// <param name="learned">The network with factors, trained.</param>
    /// <param name="sets">The filters.</param>
    /// <param name="values">For each set its factors.</param>
    /// <param name="kept">For each set which of them stay.</param>
    /// <param name="isBeforeNorm">Where the factors stood.</param>
    public static Graph Fold(
        Graph graph, Graph learned, ImmutableArray<FilterSet> sets, IReadOnlyList<double[]> values, IReadOnlyList<bool[]> kept, bool isBeforeNorm)
    {
        var replaced = graph.Initializers.Keys.ToDictionary(value => value, value => learned.Initializers[value]);
        for (var set = 0; set < sets.Length; set++)
        {
            foreach (var gate in sets[set].Gates)
            {
                var scales = gate.Places.Select(place => kept[set][place] ? values[set][place] : 1).ToArray();
                foreach (var constant in Gated(gate.Layer, isBeforeNorm).Inputs.Skip(1).Take(2).OfType<Value>())
                {
                    replaced[constant] = Scaled(replaced[constant], scales);
                }
            }
        }

        return graph.WithInitializers(replaced);
    }

    private static Node Gated(PrunableLayer layer, bool isBeforeNorm) => isBeforeNorm ? layer.Conv : layer.Norm ?? layer.Conv;

    private static IEnumerable<Node> Multiplied(
        Node node, Value factor, ImmutableArray<int> places, OrderedDictionary<Value, Tensor> initializers)
    {
        var plain = new Value($"{node.Output.Hint}.plain");
        yield return new Node { Name = node.Name, Op = node.Op, Inputs = node.Inputs, Outputs = [plain, .. node.Outputs[1..]], Origin = node.Origin };
        if (!places.IsEmpty)
        {
            var indices = new Value($"{node.Output.Hint}.places");
            initializers.Add(indices, Tensor.Create<long>([places.Length], [.. places.Select(place => (long)place)]));
            var taken = new Value($"{node.Output.Hint}.factor");
            yield return new Node { Name = $"{node.Name}.factor", Op = new Gather { Axis = 0 }, Inputs = [factor, indices], Outputs = [taken] };
            factor = taken;
        }

        yield return new Node { Name = $"{node.Name}.gate", Op = new Mul(), Inputs = [plain, factor], Outputs = [node.Output] };
    }

    private static Tensor Scaled(Tensor tensor, double[] scales)
    {
        var numbers = tensor.ToDoubles();
        var size = numbers.Length / scales.Length;
        return Tensor.Create<double>(tensor.Shape, [.. numbers.Select((number, place) => number * scales[place / size])]).ConvertTo(tensor.Element);
    }
}
