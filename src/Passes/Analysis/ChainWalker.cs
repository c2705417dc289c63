using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>Follows one value from node to node, collecting sites and spans, until something stops it.</summary>
internal sealed class ChainWalker(Graph graph)
{
    private const int LargestCompound = 8;

    /// <summary>Skips inside skips are looked for so deep: a chain of thousands would be as many calls inside each other.</summary>
    private const int DeepestNesting = 64;

    private readonly PostDominators dominators = new(graph);

    /// <summary>What a walk found. The barrier is null only where the walk reached the node it was to stop at.</summary>
    internal sealed record Walk(
        Value Start, List<LayerSite> Sites, List<SkipSpan> Spans, Value End, Barrier? Barrier, ImmutableArray<(Value Value, Node? First)> Continuations);

    /// <summary>Walks from a value, through <paramref name="first"/> where it has several readers, up to the addition <paramref name="until"/>.</summary>
    public Walk Follow(Value start, Node? first, Node? until, int offset, int depth = 0)
    {
        var sites = new List<LayerSite>();
        var spans = new List<SkipSpan>();
        var prefix = new List<Node>();
        var (position, value, origin) = (start, start, start);
        while (true)
        {
            var node = first;
            first = null;
            if (node is null)
            {
                var readers = graph.UsesOf(value).Select(use => use.Node).Distinct().ToList();
                if (graph.IsOutput(value) || readers is [])
                {
                    return Stop(new Barrier(null, $"'{graph.NameOf(value)}' is an output of the network"), [.. readers.Select(reader => (value, (Node?)reader))]);
                }

                if (readers.Count > 1 && Elementwise.ActivationAt(graph, value) is not { Length: > 1 })
                {
                    if (prefix.Count > 0 && sites.Count > 0)
                    {
                        return Stop(new Barrier(prefix[0].Name, "an activation without a convolution is read by several nodes"), [(value, null)]);
                    }

                    if (prefix.Count > 0)
                    {
                        (position, origin) = (value, value);
                        prefix.Clear();
                    }

                    if (Span(value, offset + sites.Count, readers, until, depth) is { } found)
                    {
                        sites.AddRange(found.Sites);
                        spans.AddRange(found.Spans);
                        position = value = found.End;
                        continue;
                    }

                    if (Compound(value, offset + sites.Count + 1, until) is { } compound)
                    {
                        sites.Add(compound);
                        position = value = compound.Tail.Output;
                        continue;
                    }

                    var reason = $"'{graph.NameOf(value)}' is read by {string.Join(", ", readers.Select(reader => reader.Name))}, which do not meet again in one addition";
                    return Stop(new Barrier(null, reason), [.. readers.Select(reader => (value, (Node?)reader))]);
                }

                node = readers[0];
            }

            if (ReferenceEquals(node, until))
            {
                return prefix is [] ? new Walk(origin, sites, spans, value, null, []) : Stop(new Barrier(prefix[0].Name, "an activation stands between the convolution and the addition"), []);
            }

            if (Elementwise.IsConvolution(graph, node, value))
            {
                var tail = TailAt(node.Output, until);
                if (sites is [] && tail.IsConditioned && until is null)
                {
                    // The block begins behind the activation in front of it.
                    (position, origin) = (value, value);
                    prefix.Clear();
                }

                sites.Add(new LayerSite
                {
                    Index = offset + sites.Count + 1,
                    Name = node.Name,
                    Conv = node,
                    Prefix = [.. prefix],
                    Region = [],
                    Input = position,
                    Tail = tail,
                });
                prefix.Clear();
                position = value = tail.Output;
            }
            else if (Elementwise.IsMap(graph, node, value))
            {
                prefix.Add(node);
                value = node.Output;
            }
            else if (Elementwise.ActivationAt(graph, value) is { } activation)
            {
                prefix.AddRange(activation);
                value = activation[^1].Output;
            }
            else
            {
                return Stop(new Barrier(node.Name, BarrierReasons.Of(graph, node, value)), [.. node.Outputs.Select(output => (output, (Node?)null))]);
            }
        }

        Walk Stop(Barrier barrier, ImmutableArray<(Value, Node?)> next) => new(origin, sites, spans, position, barrier, next);
    }

    /// <summary>Per-channel maps, then what conditions the map, then at most one activation, each with a single reader.</summary>
    private Tail TailAt(Value value, Node? until)
    {
        var maps = ImmutableArray.CreateBuilder<Node>();
        while (!graph.IsOutput(value) && graph.UsesOf(value) is [var use] && use.Node != until && Elementwise.IsMap(graph, use.Node, value))
        {
            maps.Add(use.Node);
            value = use.Node.Output;
        }

        // Inside a residual branch a normalization is a barrier: what it divides by would have to be divided out of the shortcut, too.
        var conditioning = until is null ? Conditioning.Behind(graph, value) : null;
        var end = conditioning?.Nodes[^1].Output ?? value;
        var activation = graph.IsOutput(end) ? null : Elementwise.ActivationAt(graph, end);
        ImmutableArray<Node> nodes = [.. conditioning?.Nodes ?? [], .. activation ?? []];
        return new Tail(value, nodes is [.., var last] ? last.Output : value, maps.ToImmutable(), nodes)
        {
            Shifts = conditioning?.Shifts ?? [],
            Norm = conditioning?.Norm,
        };
    }

    /// <summary>Two branches that meet in an addition: a chain of sites, and a shortcut.</summary>
    private (List<LayerSite> Sites, List<SkipSpan> Spans, Value End)? Span(Value value, int position, List<Node> readers, Node? until, int depth)
    {
        if (depth == DeepestNesting || dominators.After(value) is not { Op.Role: Role.Join, Inputs: [{ }, { }] } join
            || readers.Count != 2 || ReferenceEquals(join, until) || graph.UsesOf(value).Length != 2)
        {
            return null;
        }

        (Walk Walk, Shortcut Kind, ImmutableArray<Node> Nodes)? best = null;
        for (var main = 0; main < 2; main++)
        {
            if (ReferenceEquals(readers[main], join) || ShortcutThrough(value, readers[1 - main], join) is not { } shortcut)
            {
                continue;
            }

            var walk = Follow(value, readers[main], join, position, depth + 1);
            if (walk.Barrier is null && walk.Sites.Count > (best?.Walk.Sites.Count ?? 0))
            {
                best = (walk, shortcut.Kind, shortcut.Nodes);
            }
        }

        if (best is not var (found, kind, nodes))
        {
            return null;
        }

        var span = new SkipSpan
        {
            Start = position,
            End = position + found.Sites.Count,
            Shortcut = kind,
            ShortcutNodes = nodes,
            Join = join,
            Tail = TailAt(join.Output, until),
            Input = value,
        };
        return (found.Sites, [.. found.Spans, span], span.Tail.Output);
    }

    private (Shortcut Kind, ImmutableArray<Node> Nodes)? ShortcutThrough(Value value, Node first, Node join)
    {
        var nodes = ImmutableArray.CreateBuilder<Node>();
        var kind = Shortcut.Identity;
        for (var node = first; !ReferenceEquals(node, join); node = graph.UsesOf(value)[0].Node)
        {
            if (Elementwise.IsConvolution(graph, node, value))
            {
                kind = kind is Shortcut.Identity ? Shortcut.Projection : kind;
            }
            else if (node.Op is Slice or Pad or AveragePool && node.Outputs.Length == 1)
            {
                kind = Shortcut.Resample;
            }
            else if (!Elementwise.IsMap(graph, node, value))
            {
                return null;
            }

            nodes.Add(node);
            value = node.Output;
            if (graph.IsOutput(value) || graph.UsesOf(value).Length != 1)
            {
                return null;
            }
        }

        return (nodes.Count > 0 && kind is Shortcut.Identity ? Shortcut.Projection : kind, nodes.ToImmutable());
    }

    /// <summary>A small region with one way in and one way out: squeeze-and-excitation, parallel branches.</summary>
    private LayerSite? Compound(Value value, int index, Node? until)
    {
        if (dominators.After(value) is not { Outputs.Length: 1 } end || ReferenceEquals(end, until) || RegionBetween(value, end) is not { } region
            || region.Contains(until!) || region.Count(node => node.Op is Conv) is 0 or > LargestCompound
            || graph.TypeOf(end.Output) is not { Shape: { Count: > 2 } shape } || !shape[1].IsKnown || graph.TypeOf(value)?.Shape.Count != shape.Count)
        {
            return null;
        }

        return new LayerSite
        {
            Index = index,
            Name = end.Name,
            Conv = null,
            Prefix = [],
            Region = region,
            Input = value,
            Tail = TailAt(end.Output, until),
        };
    }

    /// <summary>The nodes between, in order, if nothing else enters, and nothing changes the resolution in a way only a chain should.</summary>
    private ImmutableArray<Node>? RegionBetween(Value value, Node end)
    {
        var region = new HashSet<Node>();
        var stack = new Stack<Node>([end]);
        while (stack.TryPop(out var node))
        {
            if (node.Op is MaxPool or AveragePool or Resize or ConvTranspose)
            {
                return null;
            }

            if (!region.Add(node))
            {
                continue;
            }

            foreach (var input in node.Inputs.OfType<Value>().Where(input => input != value && !graph.Initializers.ContainsKey(input)))
            {
                if (graph.ProducerOf(input) is not { } producer || region.Count > 200)
                {
                    return null;
                }

                stack.Push(producer);
            }
        }

        return [.. region.OrderBy(graph.PlaceOf)];
    }
}
