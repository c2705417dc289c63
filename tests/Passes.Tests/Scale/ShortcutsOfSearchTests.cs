using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>What is found without looking everywhere is what looking everywhere finds.</summary>
public sealed class ShortcutsOfSearchTests
{
    private const int Length = 9;
    private const int Nodes = 14;

    [Fact]
    public void TheContextOfASegmentIsTheShortestLegalOne()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var chain = Chain(new Random(seed));
            foreach (var segment in Segments().Where(chain.IsLegal))
            {
                var (most, least) = (Math.Max(0, segment.Start - 1), Math.Min(Length, segment.End + 1));
                var around = Segments().Where(wider => wider.Start <= most && wider.End >= least && chain.IsLegal(wider))
                    .OrderBy(wider => wider.Length).ThenByDescending(wider => wider.Start);
                Assert.Equal(around.DefaultIfEmpty(segment).First(), CandidateContext.Around(chain, segment));
            }
        }
    }

    [Fact]
    public void WaysMeetInTheFirstNodeThatAllOfThemPass()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var graph = Network(new Random(seed));
            var dominators = new PostDominators(graph);
            foreach (var value in graph.Nodes.Select(node => node.Output).Concat(graph.Inputs))
            {
                var meeting = graph.Nodes.FirstOrDefault(node => !ReachesAnOutput(graph, value, without: node));
                Assert.Same(meeting, dominators.After(value));
            }
        }
    }

    private static IEnumerable<Segment> Segments() =>
        from start in Enumerable.Range(0, Length)
        from length in Enumerable.Range(1, Length - start)
        select new Segment(start, start + length);

    private static LayerChain Chain(Random random)
    {
        var value = new Value("x");
        var tail = new Tail(value, value, [], []);
        return new LayerChain
        {
            Input = value,
            Sites = [.. Enumerable.Range(1, Length).Select(index =>
                new LayerSite { Index = index, Name = $"site{index}", Conv = null, Prefix = [], Region = [], Input = value, Tail = tail })],
            Spans = [.. Enumerable.Range(0, random.Next(5)).Select(number =>
            {
                var start = random.Next(Length);
                return new SkipSpan
                {
                    Start = start,
                    End = random.Next(start + 1, Length + 1),
                    Shortcut = Shortcut.Identity,
                    ShortcutNodes = [],
                    Join = new Node { Name = $"join{number}", Op = new Add(), Inputs = [value, value], Outputs = [new Value("sum")] },
                    Tail = tail,
                    Input = value,
                };
            })],
            End = new Analysis.Barrier(null, "the end"),
        };
    }

    /// <summary>Sums of values drawn from those before; some are outputs, and the last one is.</summary>
    private static Graph Network(Random random)
    {
        var values = new List<Value> { new("input", new TensorType(ElementType.Float32, [1])) };
        var nodes = new List<Node>();
        for (var number = 0; number < Nodes; number++)
        {
            ImmutableArray<Value?> read = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => values[random.Next(Math.Max(0, values.Count - 4), values.Count)])];
            values.Add(new Value($"v{number}"));
            nodes.Add(new Node { Name = $"n{number}", Op = new Sum(), Inputs = read, Outputs = [values[^1]] });
        }

        var outputs = values.Skip(1).Where(value => value == values[^1] || random.Next(8) == 0);
        return Graph.Create("ways", [values[0]], nodes, [.. outputs.Select((value, index) => new GraphOutput($"o{index}", value))], new Dictionary<Value, Tensor>());
    }

    private static bool ReachesAnOutput(Graph graph, Value value, Node without) => graph.IsOutput(value)
        || graph.UsesOf(value).Any(use => use.Node != without && ReachesAnOutput(graph, use.Node.Output, without));
}
