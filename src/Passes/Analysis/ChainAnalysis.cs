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
        // A walk may begin in the middle of another, where a value from elsewhere comes in; the longer one has the layers.
        var (chains, claimed) = (new List<LayerChain>(), new HashSet<Node>());
        foreach (var walk in Walks(graph).Where(walk => walk.Length > 0).OrderByDescending(walk => walk.Length))
        {
            if (walk.IsFree(claimed))
            {
                chains.Add(walk.ToChain());
                claimed.UnionWith(chains[^1].Sites.SelectMany(site => site.Region.Append(site.Conv)).OfType<Node>());
            }
        }

        var order = graph.Nodes.Select((node, index) => (node, index)).ToDictionary(pair => pair.node, pair => pair.index);
        return [.. chains.OrderBy(chain => order[chain.Sites[0].Conv ?? chain.Sites[0].Region[0]])];
    }

    private static List<ChainWalk> Walks(Graph graph)
    {
        var (walker, walks, visited) = (new ChainWalker(graph), new List<ChainWalk>(), new HashSet<(Value, Node?)>());
        var starts = new Queue<(Value Value, Node? First)>(graph.Inputs.Select(input => (input, (Node?)null)));
        while (starts.TryDequeue(out var start))
        {
            if (visited.Add(start))
            {
                walks.Add(walker.Follow(start.Value, start.First));
                foreach (var next in walks[^1].Continuations)
                {
                    starts.Enqueue(next);
                }
            }
        }

        return walks;
    }
}
