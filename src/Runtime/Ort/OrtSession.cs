using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Ort;

/// <summary>One graph, ready to run; what is fetched without computing (inputs, constants) never reaches the engine.</summary>
internal sealed class OrtSession(Graph graph, ImmutableArray<Value> fetched, ImmutableArray<Value> computed, IComputation? engine) : IGraphSession
{
    /// <summary>Prepares what is fetched of a graph.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="fetch">The values to return; null for its outputs.</param>
    /// <param name="load">Loads a graph whose outputs are those that must be computed.</param>
    internal static OrtSession Open(Graph graph, ImmutableArray<Value>? fetch, Func<Graph, IComputation> load)
    {
        var fetched = fetch ?? [.. graph.Outputs.Select(output => output.Value)];
        var computed = fetched.Where(value => graph.ProducerOf(value) is not null).Distinct().ToImmutableArray();
        if (computed.IsEmpty)
        {
            return new OrtSession(graph, fetched, computed, null);
        }

        // Names of our own making cannot meet a name of the graph that means another value.
        var outputs = computed.Select((value, index) => new GraphOutput($"fetched:{index}", value));
        var asked = Graph.Create(graph.Name, graph.Inputs, graph.Nodes, [.. outputs], graph.Initializers);
        return new OrtSession(graph, fetched, computed, load(asked));
    }

    public ImmutableArray<Tensor> Run(params ReadOnlySpan<Tensor> inputs)
    {
        OrtInputs.Check(graph, inputs);
        var known = new Dictionary<Value, Tensor>();
        for (var i = 0; i < inputs.Length; i++)
        {
            known[graph.Inputs[i]] = inputs[i];
        }

        if (engine is not null)
        {
            foreach (var (value, result) in computed.Zip(engine.Run(inputs)))
            {
                known[value] = result;
            }
        }

        return [.. fetched.Select(value => known.TryGetValue(value, out var tensor) ? tensor : graph.Initializers[value])];
    }

    public void Dispose() => engine?.Dispose();
}
