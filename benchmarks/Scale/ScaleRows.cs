using System.Globalization;

namespace DepthCompress.Benchmarks.Scale;

/// <summary>The rows of a scenario: in pieces, and what they take.</summary>
internal sealed class ScaleRows
{
    private readonly Dictionary<string, double> seconds = new(StringComparer.Ordinal);

    internal ScaleRows(ScaleScenario scenario)
    {
        // By the rows alone, so that the same table is dealt to any number of workers.
        var random = new Random(scenario.Seed);
        ImmutableArray<string> names = [.. Enumerable.Range(0, scenario.Rows).Select(row =>
            string.Create(CultureInfo.InvariantCulture, $"fit features.{row / 12}.conv..features.{(row / 12) + 1 + (row % 12)}.conv kernel 3"))];
        foreach (var name in names)
        {
            seconds[name] = scenario.RowSeconds * Math.Exp(scenario.Noise * Gaussian(random));
        }

        Pieces = [.. Cut(names, scenario.LargestPiece)];
    }

    /// <summary>Their texts; those of a piece belong to one task.</summary>
    internal ImmutableArray<ImmutableArray<string>> Pieces { get; }

    /// <summary>Seconds of all rows on one ordinary node that nothing happens to.</summary>
    internal double TotalSeconds => seconds.Values.Sum();

    /// <summary>Seconds of a row on an ordinary node.</summary>
    internal double SecondsOf(string row) => seconds[row];

    /// <summary>Pieces of the largest size, and the smaller ones at the ends of chains.</summary>
    private static IEnumerable<ImmutableArray<string>> Cut(ImmutableArray<string> names, int largest)
    {
        for (var (start, size) = (0, largest); start < names.Length; start += size)
        {
            size = start < names.Length / 2 ? largest : Math.Max(1, size - 1);
            yield return names[start..Math.Min(names.Length, start + size)];
        }
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
