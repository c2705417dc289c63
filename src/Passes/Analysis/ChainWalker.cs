using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>
/// Follows one value from node to node, collecting sites and spans, until something stops it. No part is followed for every part around it,
/// however deep skips lie in skips: what is not one is remembered, and so is where walks have been.
/// </summary>
internal sealed class ChainWalker
{
    private const int MostNames = 8;
    private readonly Graph graph;
    private readonly PostDominators dominators;
    private readonly Compounds compounds;
    private readonly HashSet<Value> withoutSpan = [];
    private readonly HashSet<Value> outers = [];
    private readonly Dictionary<Value, (ChainWalk Walk, ChainWalk.Mark Mark)> passed = [];

    public ChainWalker(Graph graph)
    {
        this.graph = graph;
        dominators = new PostDominators(graph);
        compounds = new Compounds(graph, dominators);
    }

    /// <summary>Walks from a value, through <paramref name="first"/> where it has several readers.</summary>
    public ChainWalk Follow(Value start, Node? first)
    {
        // Calls inside each other would be as many as skips inside skips.
        var walk = new ChainWalk(start);
        var calls = new Stack<IEnumerator<ChainLeg>>();
        calls.Push(Run(walk, new ChainLeg(start, first, until: null, begin: 0, offset: 0)).GetEnumerator());
        while (calls.TryPeek(out var call))
        {
            if (call.MoveNext())
            {
                calls.Push(Run(walk, call.Current).GetEnumerator());
            }
            else
            {
                calls.Pop().Dispose();
            }
        }

        return walk;
    }

    /// <summary>Goes as far as a leg goes. The legs it returns have to be gone before it can go on.</summary>
    private IEnumerable<ChainLeg> Run(ChainWalk walk, ChainLeg leg)
    {
        while (!leg.IsOver && !Meets(walk, leg))
        {
            if (leg.TakeFirst() is { } first)
            {
                Pass(walk, leg, first);
                continue;
            }

            var readers = graph.UsesOf(leg.Value).Select(use => use.Node).Distinct().ToList();
            if (graph.IsOutput(leg.Value) || readers is [])
            {
                Stop(walk, leg, null, () => $"'{graph.NameOf(leg.Value)}' is an output of the network", All(leg.Value, readers));
            }
            else if (readers.Count == 1 || Elementwise.ActivationAt(graph, leg.Value) is { Length: > 1 })
            {
                Pass(walk, leg, readers[0]);
            }
            else
            {
                foreach (var branch in Part(walk, leg, readers))
                {
                    yield return branch;
                }
            }
        }
    }

    /// <summary>
    /// Whether an earlier walk was at the same position: from there on it is the same, unless the earlier one may add what this one begins with.
    /// </summary>
    private bool Meets(ChainWalk walk, ChainLeg leg)
    {
        if (leg.Until is not null || leg.HasFirst || leg.Prefix is not [] || walk.Sites is [] || outers.Contains(walk.Start)
            || passed.TryAdd(leg.Value, (walk, walk.Here)))
        {
            return false;
        }

        var (earlier, mark) = passed[leg.Value];
        walk.GoOnWith(earlier, mark);
        return true;
    }

    private void Pass(ChainWalk walk, ChainLeg leg, Node node)
    {
        if (ReferenceEquals(node, leg.Until))
        {
            // An activation may stand between the convolution and the addition: then it is no skip span.
            leg.End(hasArrived: leg.Prefix is []);
        }
        else if (Elementwise.IsConvolution(graph, node, leg.Value))
        {
            AddSite(walk, leg, node);
        }
        else if (Elementwise.IsMap(graph, node, leg.Value))
        {
            leg.Pass([node]);
        }
        else if (Elementwise.ActivationAt(graph, leg.Value) is { } activation)
        {
            leg.Pass(activation.AsSpan());
        }
        else
        {
            Stop(walk, leg, node, () => BarrierReasons.Of(graph, node, leg.Value), [.. node.Outputs.Select(output => (output, (Node?)null))]);
        }
    }

    private void AddSite(ChainWalk walk, ChainLeg leg, Node convolution)
    {
        var tail = Noted(Tails.Of(graph, convolution.Output, leg.Until, walk.Start));
        if (leg.Until is null && walk.Sites is [] && tail.IsConditioned)
        {
            // The block begins behind the activation in front of it.
            walk.Start = leg.Value;
            leg.Settle(leg.Value);
        }

        walk.Sites.Add(new LayerSite
        {
            Index = leg.Place(walk) + 1,
            Name = convolution.Name,
            Conv = convolution,
            Prefix = [.. leg.Prefix],
            Region = [],
            Input = leg.Position,
            Tail = tail,
        });
        leg.Settle(tail.Output);
    }

    /// <summary>Where ways part: they meet again in an addition, or in something else that is one site, or the walk ends.</summary>
    private IEnumerable<ChainLeg> Part(ChainWalk walk, ChainLeg leg, List<Node> readers)
    {
        var value = leg.Value;
        if (leg.Prefix is [var prefix, ..])
        {
            // A branch begins where its shortcut does: what stands in front of its first part cannot be left to somebody else.
            if (leg.Sites(walk) > 0 || leg.Until is not null)
            {
                Stop(walk, leg, prefix, () => "an activation without a convolution is read by several nodes", [(value, null)]);
                yield break;
            }

            walk.Start = value;
            leg.Settle(value);
        }

        foreach (var branch in Span(walk, leg, readers))
        {
            yield return branch;
        }

        if (leg.Value != value)
        {
            yield break;
        }

        if (compounds.At(value, leg.Place(walk) + 1, leg.Until, walk.Start) is { } compound)
        {
            Noted(compound.Tail);
            walk.Sites.Add(compound);
            leg.Settle(compound.Tail.Output);
            yield break;
        }

        Stop(walk, leg, null, () => $"'{graph.NameOf(value)}' is read by {NamesOf(readers)}, which do not meet again in one addition",
            All(value, readers));
    }

    /// <summary>Two branches that meet in an addition: a chain of sites, and a shortcut. The leg stays where it is if there are none.</summary>
    private IEnumerable<ChainLeg> Span(ChainWalk walk, ChainLeg leg, List<Node> readers)
    {
        var value = leg.Value;
        if (withoutSpan.Contains(value) || dominators.After(value) is not { Op.Role: Role.Join, Inputs: [{ }, { }] } join
            || readers.Count != 2 || ReferenceEquals(join, leg.Until) || graph.UsesOf(value).Length != 2)
        {
            yield break;
        }

        var (start, position) = (walk.Here, leg.Place(walk));
        (Shortcut Kind, ImmutableArray<Node> Nodes)? best = null;
        for (var main = 0; main < 2; main++)
        {
            if (ReferenceEquals(readers[main], join) || Tails.ShortcutThrough(graph, value, readers[1 - main], join) is not { } shortcut)
            {
                continue;
            }

            var before = walk.Here;
            var branch = new ChainLeg(value, readers[main], join, before.Sites, position);
            yield return branch;
            var isBetter = branch.HasArrived && branch.Sites(walk) > before.Sites - start.Sites;
            walk.Drop(isBetter ? start : before, isBetter ? before : walk.Here);
            best = isBetter ? shortcut : best;
        }

        if (best is not var (kind, nodes))
        {
            withoutSpan.Add(value);
            yield break;
        }

        var span = new SkipSpan
        {
            Start = position,
            End = leg.Place(walk),
            Shortcut = kind,
            ShortcutNodes = nodes,
            Join = join,
            Tail = Noted(Tails.Of(graph, join.Output, leg.Until, walk.Start)),
            Input = value,
        };
        walk.Spans.Add(span);
        leg.Settle(span.Tail.Output);
    }

    private Tail Noted(Tail tail)
    {
        outers.UnionWith(tail.Shifts.Select(shift => shift.Outer));
        return tail;
    }

    /// <summary>Ends a leg. Why a branch of a skip connection ends nobody asks.</summary>
    private static void Stop(ChainWalk walk, ChainLeg leg, Node? node, Func<string> reason, ImmutableArray<(Value Value, Node? First)> next)
    {
        leg.End(hasArrived: false);
        if (leg.Until is null)
        {
            walk.Stop(new Barrier(node?.Name, reason()), next);
        }
    }

    /// <summary>Of thousands only the first: every value of a densely connected network is read by all layers behind it.</summary>
    private static string NamesOf(List<Node> readers) => string.Join(", ", readers.Take(MostNames).Select(reader => reader.Name))
        + (readers.Count > MostNames ? $" and {readers.Count - MostNames} more" : "");

    private static ImmutableArray<(Value Value, Node? First)> All(Value value, List<Node> readers) => [.. readers.Select(reader => (value, (Node?)reader))];
}
