using System.Globalization;
using System.Text;

namespace DepthCompress.DifferentialFuzz;

/// <summary>A campaign in figures.</summary>
internal sealed record Summary(string Text, int Findings)
{
    /// <summary>Adds up all batches.</summary>
    internal static Summary Of(IEnumerable<BatchRecord> batches)
    {
        var all = batches.ToList();
        var findings = all.SelectMany(batch => batch.Findings).ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"seeds {all.Min(batch => batch.First)} to {all.Max(batch => batch.First + batch.Count) - 1}: ")
            .Append(CultureInfo.InvariantCulture, $"{all.Sum(batch => batch.Networks)} networks, ")
            .Append(CultureInfo.InvariantCulture, $"{all.Sum(batch => batch.Variants.Values.Sum())} variants compared, ")
            .Append(CultureInfo.InvariantCulture, $"{all.Sum(batch => batch.Judged)} of them in double precision, ")
            .Append(CultureInfo.InvariantCulture, $"{all.Sum(batch => batch.Rounded)} that only half precision rounds, ")
            .Append(CultureInfo.InvariantCulture, $"{all.Sum(batch => batch.Amplified)} that only the network makes of a rounding, ")
            .Append(CultureInfo.InvariantCulture, $"{findings.Count} findings, {all.Sum(batch => batch.Seconds):0} s\n");
        Append(text, "networks with", all.Select(batch => batch.Features ?? new Dictionary<string, int>()));
        Append(text, "operators", all.Select(batch => batch.Operators));
        Append(text, "variants", all.Select(batch => batch.Variants));
        Append(text, "refused by the engine", all.Select(batch => batch.Refused));
        foreach (var kind in findings.GroupBy(finding => (finding.Variant.Split(':')[0], finding.Kind)).OrderByDescending(group => group.Count()))
        {
            var first = kind.First();
            text.Append(CultureInfo.InvariantCulture, $"finding: {kind.Count()} times {kind.Key}, first seed {first.Seed} {first.Variant}: {first.Message}\n");
        }

        return new Summary(text.ToString(), findings.Count);
    }

    private static void Append(StringBuilder text, string title, IEnumerable<IDictionary<string, int>> counts)
    {
        text.Append(CultureInfo.InvariantCulture, $"{title}:");
        foreach (var group in counts.SelectMany(entry => entry).GroupBy(pair => pair.Key).OrderByDescending(group => group.Sum(pair => pair.Value)))
        {
            text.Append(CultureInfo.InvariantCulture, $" {group.Key} {group.Sum(pair => pair.Value)};");
        }

        text.Append('\n');
    }
}
