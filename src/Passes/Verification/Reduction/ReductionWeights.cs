using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Verification;

/// <summary>Networks with weights that a person can read, or that nobody needs to hide.</summary>
public static class ReductionWeights
{
    /// <summary>All weights, or one of them: ones, zeros, quarters.</summary>
    internal static IEnumerable<Graph> Simpler(Graph graph)
    {
        var weights = graph.Initializers.Where(pair => pair.Value.Element.IsFloating() && pair.Value.Count > 0).ToList();
        foreach (var chosen in new[] { weights }.Concat(weights.Count > 1 ? weights.Select(weight => new List<KeyValuePair<Value, Tensor>> { weight }) : []))
        {
            foreach (var simpler in new Func<double, double>[] { _ => 1, _ => 0, number => Math.Round(4 * number) / 4 })
            {
                var replaced = chosen.ToDictionary(pair => pair.Key, pair => With(pair.Value, simpler));
                if (chosen.Exists(pair => !pair.Value.ContentEquals(replaced[pair.Key]) && !IsSimpler(pair.Value, replaced[pair.Key])))
                {
                    yield return graph.WithInitializers(replaced);
                }
            }
        }
    }

    /// <summary>
    /// The same network with random numbers in place of all floating-point constants, as long as it still shows something; or the constants
    /// that cannot be replaced.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="shows">Whether a network still shows it.</param>
    /// <param name="seed">Equal seeds, equal weights.</param>
    public static (Graph? Graph, ImmutableArray<Value> Kept) Randomized(Graph graph, Func<Graph, bool> shows, int seed)
    {
        var weights = graph.Initializers.Where(pair => pair.Value.Element.IsFloating()).Select(pair => pair.Key).ToList();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var all = graph.WithInitializers(weights.ToDictionary(value => value, value => Random(graph.Initializers[value], seed + attempt)));
            if (shows(all))
            {
                return (all, []);
            }
        }

        var kept = ImmutableArray.CreateBuilder<Value>();
        foreach (var value in weights)
        {
            var found = Enumerable.Range(0, 4).Select(attempt => Random(graph.Initializers[value], seed + attempt))
                .Append(Tensor.Zeros(graph.Initializers[value].Element, graph.Initializers[value].Shape))
                .Append(With(graph.Initializers[value], _ => 1))
                .Select(tensor => graph.WithInitializers(new Dictionary<Value, Tensor> { [value] = tensor })).FirstOrDefault(shows);
            graph = found ?? graph;
            if (found is null)
            {
                kept.Add(value);
            }
        }

        return (kept.Count == 0 ? graph : null, kept.ToImmutable());
    }

    /// <summary>Random numbers of the same scale; all of one sign where the weight's are, since variances and scales must stay positive.</summary>
    private static Tensor Random(Tensor weight, int seed)
    {
        var numbers = weight.ToDoubles();
        var scale = numbers.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(1).Max();
        var (positive, random) = (numbers.All(number => number >= 0), new SeededData(seed));
        return With(weight, _ => scale * (positive ? 0.5 + (random.Next() / 2) : (2 * random.Next()) - 1));
    }

    private static Tensor With(Tensor weight, Func<double, double> number) =>
        Tensor.Create<double>(weight.Shape, [.. weight.ToDoubles().Select(number)]).ConvertTo(weight.Element);

    /// <summary>Ones before zeros before quarters before anything else: what is simple already stays.</summary>
    private static bool IsSimpler(Tensor now, Tensor proposed) => Rank(now) <= Rank(proposed);

    private static int Rank(Tensor tensor)
    {
        var numbers = tensor.ToDoubles();
        return numbers.All(number => number == 1) ? 0 : numbers.All(number => number == 0) ? 1 : numbers.All(number => Math.Round(4 * number) / 4 == number) ? 2 : 3;
    }
}
