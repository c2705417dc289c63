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
        var walks = new List<ChainWalker.Walk>();
        var visited = new HashSet<(Value, Node?)>();
        var starts = new Queue<(Value Value, Node? First)>(graph.Inputs.Select(input => (input, (Node?)null)));
        while (starts.TryDequeue(out var start))
        {
            if (!visited.Add(start))
            {
                continue;
            }

            var walk = walker.Follow(start.Value, start.First, until: null, offset: 0);
            walks.Add(walk);
            foreach (var next in walk.Continuations)
            {
                starts.Enqueue(next);
            }
        }

        // A walk may begin in the middle of another, where a value from elsewhere comes in; the longer one has the layers.
        var (chains, claimed) = (new List<LayerChain>(), new HashSet<Node>());
        foreach (var walk in walks.Where(walk => walk.Sites is not []).OrderByDescending(walk => walk.Sites.Count))
        {
            if (walk.Sites.All(site => site.Conv is null || !claimed.Contains(site.Conv)))
            {
                claimed.UnionWith(walk.Sites.SelectMany(site => site.Region.Append(site.Conv)).OfType<Node>());
                chains.Add(new LayerChain { Input = walk.Start, Sites = [.. walk.Sites], Spans = [.. walk.Spans], End = walk.Barrier! });
            }
        }

        var order = graph.Nodes.Select((node, index) => (node, index)).ToDictionary(pair => pair.node, pair => pair.index);
        return [.. chains.OrderBy(chain => order[chain.Sites[0].Conv ?? chain.Sites[0].Region[0]])];
    }
}
