using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>What was tried, and what came of it.</summary>
public sealed class DifferentialTally
{
    /// <summary>Networks that the engine runs.</summary>
    public int Networks { get; private set; }

    /// <summary>Networks that the engine refuses, with its words: mistakes of the generator or gaps of the engine.</summary>
    public SortedDictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>How many networks hold an operator.</summary>
    public SortedDictionary<string, int> Operators { get; } = new(StringComparer.Ordinal);

    /// <summary>How many networks have what is hard, see <see cref="NetworkFeatures"/>.</summary>
    public SortedDictionary<string, int> Features { get; } = new(StringComparer.Ordinal);

    /// <summary>How often a variant differed from its network in structure, and so was compared by running it.</summary>
    public SortedDictionary<string, int> Variants { get; } = new(StringComparer.Ordinal);

    /// <summary>Variants that needed the reference in double precision to be judged.</summary>
    public int Judged { get; set; }

    /// <summary>Variants of networks with parts in half precision that pass in single precision only: what is left there is rounding of weights.</summary>
    public int Rounded { get; set; }

    /// <summary>Variants that are apart, and right from each value to the next: what the network makes of roundings.</summary>
    public int Amplified { get; set; }

    /// <summary>What is wrong.</summary>
    public List<DifferentialFinding> Findings { get; } = [];

    /// <summary>Counts a network.</summary>
    public void Count(Graph network)
    {
        Networks++;
        foreach (var name in NetworkFeatures.Of(network))
        {
            Features[name] = Features.GetValueOrDefault(name) + 1;
        }

        foreach (var type in network.Nodes.Select(node => node.Op is Opaque ? "(not understood)" : node.Op.OpType).Distinct())
        {
            Operators[type] = Operators.GetValueOrDefault(type) + 1;
        }
    }

    /// <summary>Counts a network that does not run.</summary>
    public void Refuse(string message) => Refused[message] = Refused.GetValueOrDefault(message) + 1;

    /// <summary>Counts a variant.</summary>
    public void Count(NetworkVariant variant)
    {
        var kind = variant.Name.Split(':', '+')[0];
        kind = variant.Name.StartsWith("passes:", StringComparison.Ordinal) && !variant.Name.Contains(',') ? variant.Name["passes:".Length..]
            : kind == "passes" ? "random order"
            : kind;
        Variants[kind] = Variants.GetValueOrDefault(kind) + 1;
    }
}
