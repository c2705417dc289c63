using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Relax;

namespace DepthCompress.TestKit;

/// <summary>
/// Does to a network what the compiler can do to it: whole pipelines, every exact pass alone, in random order, other opsets, plans, masks.
/// Each is a name, so that what failed can be done again to a smaller network.
/// </summary>
public sealed class VariantMaker(IGraphExecutor? executor)
{
    private (Graph Network, Graph Optimized)? last;

    /// <summary>The exact passes that need no parameters.</summary>
    public static ImmutableArray<string> ExactPasses { get; } =
    [
        .. PassCatalog.All.Select(entry => entry.Make(new Dictionary<string, string>()))
            .Where(pass => pass.Exactness is Exactness.Exact && pass is not SegmentPass).Select(pass => pass.Name),
    ];

    /// <summary>What is done to the network of a seed. What costs several runs of the engine is done to some of them.</summary>
    public static IEnumerable<string> NamesFor(int seed)
    {
        foreach (var pass in ExactPasses)
        {
            yield return $"passes:{pass}";
        }

        yield return "passes:optimize";
        yield return $"passes:{RandomOrder(seed)}";
        yield return "text:";
        yield return $"opset:{new[] { 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 24, OnnxShell.NewestOpset }[seed % 17]}";
        yield return $"relax:{seed}";
        yield return $"compose:{seed}";
        yield return $"identity:{seed}";
        yield return $"narrow:{seed}";
        yield return $"pack:{new[] { "Dense", "Union", "Split", "Grouped" }[seed % 4]}+{seed}";
        if (seed % 10 == 0)
        {
            yield return $"plan:{seed}";
        }
    }

    /// <summary>Does it; null where the network offers nothing to do.</summary>
    /// <exception cref="DiagnosticException">The compiler refuses; random networks are valid, so it should not.</exception>
    /// <exception cref="CompilerBugException">The compiler broke an invariant.</exception>
    public NetworkVariant? Make(string name, Graph network)
    {
        var (what, how) = name.Split(':', 2) is [var first, var second] ? (first, second) : (name, "");
        var variant = what switch
        {
            "passes" => Passes(name, how, network),
            "text" when network.Nodes.Any(node => node.Op is Opaque { Source: not null }) => null,
            "text" => new NetworkVariant(name, network, GraphParser.Parse(GraphPrinter.PrintWithData(network))) { Shared = [] },
            "opset" => Opset(name, int.Parse(how, CultureInfo.InvariantCulture), network),
            "relax" or "compose" or "identity" or "plan" => new PlanVariants(executor).Make(name, what, SeedOf(how), Optimized(network)),
            "narrow" => WidthVariants.Narrow(name, SeedOf(how), network),
            "pack" => WidthVariants.Pack(name, how.Split('+')[0], SeedOf(how.Split('+')[1]), network),
            _ => throw new ArgumentException($"'{name}' is nothing that can be done", nameof(name)),
        };
        if (variant is not null)
        {
            Check(variant);
        }

        return variant;
    }

    private static int SeedOf(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Every exact pass once, in an order of its own, folding of constants at any place.</summary>
    private static string RandomOrder(int seed)
    {
        var random = new SeededData(seed + 500_000_000L);
        return string.Join(',', ExactPasses.Select(pass => (pass, key: random.Next())).OrderBy(pair => pair.key).Select(pair => pair.pass));
    }

    private NetworkVariant? Passes(string name, string passes, Graph network)
    {
        var after = passes is "optimize" ? Optimized(network) : Run(passes, network);
        return ReferenceEquals(after, network) ? null : new NetworkVariant(name, network, after);
    }

    /// <summary>The network as plans see it; made once for all variants of a network.</summary>
    private Graph Optimized(Graph network)
    {
        if (last is not { } known || !ReferenceEquals(known.Network, network))
        {
            var optimized = Run("optimize", network);
            if (!ReferenceEquals(optimized, network) && !ReferenceEquals(optimized, Run("optimize", optimized)))
            {
                throw new CompilerBugException("a second run of the pipeline still changes the network");
            }

            last = known = (network, optimized);
        }

        return known.Optimized;
    }

    private Graph Run(string passes, Graph network)
    {
        var context = new PassContext(new DiagnosticSink(), executor);
        return Pipeline.Parse(passes, context.Diagnostics).Run(network, context, new VerifyObserver());
    }

    /// <summary>As a file of another opset, read again; null where an operator is newer than the opset.</summary>
    private static NetworkVariant? Opset(string name, int opset, Graph network)
    {
        if (network.Nodes.Any(node => node.Op is Opaque { Source: not null } || node.Op.Since > opset || (node.Op is Opaque && opset is not (>= 13 and < 22))
            || (node.Op is Softmax && opset < 13) || node.Inputs.OfType<Value>().Any(input => network.TypeOf(input)?.Element is ElementType.Float16 && opset < 14)))
        {
            return null;
        }

        var sink = new DiagnosticSink();
        return new NetworkVariant(name, network, OnnxReader.Read(OnnxWriter.ToBytes(new Model(network, new OnnxShell(opset))), sink).Graph) { Shared = [] };
    }

    private static void Check(NetworkVariant variant)
    {
        if (GraphVerifier.Verify(variant.After) is [var first, ..])
        {
            throw new CompilerBugException($"{first.Node}: {first.Message}");
        }

        var outputs = variant.Before.Outputs.Select(output => output.Name);
        if (!outputs.SequenceEqual(variant.After.Outputs.Select(output => output.Name)))
        {
            throw new CompilerBugException("the outputs have other names");
        }
    }
}
