using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>Two networks that must compute the same.</summary>
/// <param name="Name">What was done; <see cref="VariantMaker.Make"/> does it again.</param>
/// <param name="Before">What is right.</param>
/// <param name="After">What the compiler made.</param>
/// <param name="Factor">How many times as badly as the original the changed network may round.</param>
public sealed record NetworkVariant(string Name, Graph Before, Graph After, double Factor = 2)
{
    /// <summary>
    /// The values to compare besides the outputs; null: every value that both networks have.
    /// </summary>
    public ImmutableArray<Value>? Shared { get; init; }

    /// <summary>Whether the outputs are only asked to be of the same types: the variant is approximate.</summary>
    public bool OutputsMayDiffer { get; init; }

    /// <summary>Every pair of values that must be equal.</summary>
    public IEnumerable<(string Name, Value Before, Value After)> Pairs()
    {
        var computed = Shared is null ? After.Nodes.SelectMany(node => node.Outputs).ToHashSet() : [];
        var shared = Shared ?? Before.Nodes.SelectMany(node => node.Outputs).Where(computed.Contains);
        foreach (var value in shared)
        {
            yield return (Before.NameOf(value), value, value);
        }

        foreach (var (was, now) in OutputsMayDiffer ? [] : Before.Outputs.Zip(After.Outputs))
        {
            if (Before.ProducerOf(was.Value) is not null && (Shared is not null || !computed.Contains(was.Value)))
            {
                yield return (was.Name, was.Value, now.Value);
            }
        }
    }
}
