using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>
/// Runs random networks and what the compiler makes of them, many at a time, and compares them value by value. Where both agree to half a
/// unit in the last place there is nothing to judge; the rest is judged against double precision, as users' models are.
/// </summary>
public sealed class DifferentialCheck(IGraphExecutor executor)
{
    private readonly VariantMaker maker = new(executor);
    private readonly DifferentialJudge judge = new(executor);

    /// <summary>Another way to make variants, for tests of the check itself.</summary>
    public Func<string, Graph, NetworkVariant?>? Make { get; init; }

    /// <summary>The networks.</summary>
    public Func<int, Graph> Source { get; init; } = RandomNetwork.Of;

    /// <summary>The variants of a seed.</summary>
    public Func<int, IEnumerable<string>> Names { get; init; } = VariantMaker.NamesFor;

    /// <summary>Tries the networks of these seeds.</summary>
    public void Run(IEnumerable<int> seeds, DifferentialTally tally)
    {
        var open = new List<(int Seed, Graph Network, List<NetworkVariant> Variants)>();
        foreach (var seed in seeds)
        {
            var network = Source(seed);
            var variants = new List<NetworkVariant>();
            foreach (var name in Names(seed))
            {
                try
                {
                    if ((Make ?? maker.Make)(name, network) is { } variant)
                    {
                        variants.Add(variant);
                    }
                }
                catch (Exception problem) when (problem is not OutOfMemoryException && judge.Runs(network))
                {
                    tally.Findings.Add(new DifferentialFinding(seed, name, KindOf(problem), problem.ToString(), network));
                }
                catch (DiagnosticException)
                {
                    // A network that does not run: counted when it is compared.
                }
            }

            open.Add((seed, network, variants));
        }

        Compare(open, tally);
    }

    /// <summary>What is wrong with one variant of one network; null where nothing is, or where the network does not run.</summary>
    public string? KindOf(string variant, Graph network)
    {
        try
        {
            return (Make ?? maker.Make)(variant, network) is not { } made || !judge.Runs(network) ? null
                : !judge.Runs(made.After) ? "engine"
                : FaultOf(made, network, new DifferentialTally())?.Kind;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return judge.Runs(network) ? KindOf(problem) : null;
        }
    }

    private static string KindOf(Exception problem) => problem is DiagnosticException known ? known.Diagnostic.Descriptor.Code : problem.GetType().Name;

    private void Compare(List<(int Seed, Graph Network, List<NetworkVariant> Variants)> open, DifferentialTally tally)
    {
        if (open.Count == 0)
        {
            return;
        }

        if (open.Count > 1 && open.Any(entry => IsForeign(entry.Network)))
        {
            Compare(open.FindAll(entry => !IsForeign(entry.Network)), tally);
            open.FindAll(entry => IsForeign(entry.Network)).ForEach(entry => Compare([entry], tally));
            return;
        }

        if (IsForeign(open[0].Network) && judge.WhyNot(open[0].Network) is { } whyNot)
        {
            tally.Refuse(whyNot);
            return;
        }

        List<(int Seed, Graph Network, NetworkVariant Variant)> suspects;
        try
        {
            suspects = Suspects(open);
        }
        catch (DiagnosticException refusal)
        {
            if (open.Count > 1)
            {
                Compare(open[..(open.Count / 2)], tally);
                Compare(open[(open.Count / 2)..], tally);
            }
            else
            {
                Alone(open[0], refusal, tally);
            }

            return;
        }

        foreach (var (_, network, variants) in open)
        {
            tally.Count(network);
            variants.ForEach(tally.Count);
        }

        tally.Judged += suspects.Count;
        Judge(suspects, tally);
    }

    /// <summary>A network that does not run, or of which a variant does not.</summary>
    private void Alone((int Seed, Graph Network, List<NetworkVariant> Variants) entry, DiagnosticException refusal, DifferentialTally tally)
    {
        if (!judge.Runs(entry.Network))
        {
            tally.Refuse(refusal.Message);
            return;
        }

        var sound = new List<NetworkVariant>();
        foreach (var variant in entry.Variants)
        {
            if (!judge.Runs(variant.Before) || judge.Runs(variant.After))
            {
                sound.Add(variant);
            }
            else
            {
                tally.Findings.Add(new DifferentialFinding(entry.Seed, variant.Name, "engine", "the result does not run", entry.Network));
            }
        }

        sound.RemoveAll(variant => !judge.Runs(variant.Before));
        if (sound.Count < entry.Variants.Count)
        {
            Compare([(entry.Seed, entry.Network, sound)], tally);
        }
        else
        {
            tally.Count(entry.Network);
            sound.ForEach(tally.Count);
            tally.Judged += sound.Count;
            Judge([.. sound.Select(variant => (entry.Seed, entry.Network, variant))], tally);
        }
    }

    private List<(int Seed, Graph Network, NetworkVariant Variant)> Suspects(List<(int Seed, Graph Network, List<NetworkVariant> Variants)> open)
    {
        var (before, after) = (new NetworkJoin(), new NetworkJoin());
        var pairs = new List<(int Seed, Graph Network, NetworkVariant Variant, int Count)>();
        var inputs = new Dictionary<Graph, ImmutableArray<Tensor>>();
        var alone = new List<(int, Graph, NetworkVariant)>();
        foreach (var (seed, network, variants) in open)
        {
            foreach (var variant in variants)
            {
                if (IsForeign(variant.Before) || IsForeign(variant.After))
                {
                    alone.Add((seed, network, variant));
                    continue;
                }

                var values = variant.Pairs().ToList();
                before.Add(variant.Before, variant.Before, values.Select(pair => pair.Before));
                after.Add(variant.After, variant.Before, values.Select(pair => pair.After));
                inputs.TryAdd(variant.Before, DifferentialJudge.InputsOf(variant.Before));
                pairs.Add((seed, network, variant, values.Count));
            }
        }

        return [.. alone, .. Unequal(before, after, [.. inputs.Values.SelectMany(tensors => tensors)], pairs)];
    }

    private List<(int Seed, Graph Network, NetworkVariant Variant)> Unequal(
        NetworkJoin before, NetworkJoin after, ImmutableArray<Tensor> inputs, List<(int Seed, Graph Network, NetworkVariant Variant, int Count)> pairs)
    {
        var suspects = new List<(int, Graph, NetworkVariant)>();
        if (pairs.Count == 0)
        {
            return suspects;
        }

        var (right, judged) = (executor.Run(before.ToGraph(), inputs.AsSpan()), executor.Run(after.ToGraph(), inputs.AsSpan()));
        var start = 0;
        foreach (var (seed, network, variant, count) in pairs)
        {
            if (Enumerable.Range(start, count).Any(index => !DifferentialJudge.AreClose(right[index], judged[index])))
            {
                suspects.Add((seed, network, variant));
            }

            start += count;
        }

        return suspects;
    }

    /// <summary>All suspects against one reference; what does not pass there is judged again, alone.</summary>
    private void Judge(List<(int Seed, Graph Network, NetworkVariant Variant)> suspects, DifferentialTally tally)
    {
        var joined = suspects.FindAll(suspect => !IsForeign(suspect.Variant.Before) && !IsForeign(suspect.Variant.After));
        if (joined.Count > 1 && judge.AllPass(joined))
        {
            suspects = [.. suspects.Except(joined)];
        }
        else if (joined.Count > 3)
        {
            Judge(joined[..(joined.Count / 2)], tally);
            Judge(joined[(joined.Count / 2)..], tally);
            suspects = [.. suspects.Except(joined)];
        }

        foreach (var (seed, network, variant) in suspects)
        {
            if (FaultOf(variant, network, tally) is { } fault)
            {
                tally.Findings.Add(new DifferentialFinding(seed, variant.Name, fault.Kind, fault.Message, network));
            }
        }
    }

    /// <summary>What is wrong with a variant and is no rounding; that is counted.</summary>
    private DifferentialSuspicion? FaultOf(NetworkVariant variant, Graph network, DifferentialTally tally)
    {
        if (judge.Judge(variant) is not { } suspicion)
        {
            return null;
        }

        if (judge.IsAmplified(variant, suspicion))
        {
            tally.Amplified++;
            return null;
        }

        if (IsRoundingOfHalves(suspicion.Kind, variant.Name, network))
        {
            tally.Rounded++;
            return null;
        }

        return suspicion;
    }

    /// <summary>
    /// Weights that are folded are rounded once more, which half precision notices: whether the same passes do right by the same network with
    /// all its numbers in single precision.
    /// </summary>
    private bool IsRoundingOfHalves(string kind, string variant, Graph network) =>
        kind == DiagnosticCatalog.OutputDiffers.Code && SinglePrecision.Of(network) is { } single
        && judge.Runs(single) && KindOf(variant, single) is null;

    /// <summary>Files keep nodes that are not understood in their own opset, and subgraphs read by name: these do not stand beside others.</summary>
    private static bool IsForeign(Graph graph) => graph.Nodes.Any(node => node.Op is Opaque { Source: not null });
}
