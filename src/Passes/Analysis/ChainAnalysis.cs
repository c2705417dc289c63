using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>Finds the layer chains of any network: facts about the graph, nothing is edited.</summary>
public static class ChainAnalysis
{
    /// <summary>
    /// The chains in execution order, each as long as it can be. Works best on a graph of <c>Pipelines.Normalize</c>, where constants are initializers.
    /// </summary>
    public static ImmutableArray<LayerChain> Run(Graph graph)
    {
        var walker = new ChainWalker(graph);
        var chains = new List<LayerChain>();
        var claimed = new HashSet<Node>();
        var visited = new HashSet<(Value, Node?)>();
        var starts = new Queue<(Value Value, Node? First)>(graph.Inputs.Select(input => (input, (Node?)null)));
        while (starts.TryDequeue(out var start))
        {
            if (!visited.Add(start))
            {
                continue;
            }

            var walk = walker.Follow(start.Value, start.First, until: null, offset: 0);
            if (walk.Sites is not [] && walk.Sites.All(site => site.Conv is null || !claimed.Contains(site.Conv)))
            {
                claimed.UnionWith(walk.Sites.SelectMany(site => site.Region.Append(site.Conv)).OfType<Node>());
                chains.Add(new LayerChain { Input = walk.Start, Sites = [.. walk.Sites], Spans = [.. walk.Spans], End = walk.Barrier! });
            }

            foreach (var next in walk.Continuations)
            {
                starts.Enqueue(next);
            }
        }

        var order = graph.Nodes.Select((node, index) => (node, index)).ToDictionary(pair => pair.node, pair => pair.index);
        return [.. chains.OrderBy(chain => order[chain.Sites[0].Conv ?? chain.Sites[0].Region[0]])];
    }
}
