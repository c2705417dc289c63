using System.Text.RegularExpressions;

namespace DepthCompress.Tool.Tests.Documents;

/// <summary>
/// Makes lines of two machines comparable. Figures in front of a unit of time, share or ratio become <c>#</c>, runs of blanks become one;
/// where all figures vary, every number does.
/// </summary>
internal static partial class FigureMask
{
    internal static string Of(string line, bool all) =>
        Blanks().Replace((all ? Numbers() : Measured()).Replace(line, "#"), " ").Trim();

    /// <summary>
    /// Whether the lines stand among the printed ones in this order, with nothing in front or between but where <c>…</c> stands.
    /// </summary>
    /// <returns>The first line that is missing; null where none is.</returns>
    internal static string? FirstMissing(ImmutableArray<string> shown, IReadOnlyList<string> printed, bool all)
    {
        var (at, isFree) = (0, false);
        foreach (var line in shown)
        {
            if (line.Trim() == "…")
            {
                isFree = true;
                continue;
            }

            while (isFree && at < printed.Count && !IsSame(line, printed[at], all))
            {
                at++;
            }

            if (at >= printed.Count || !IsSame(line, printed[at], all))
            {
                return line;
            }

            (at, isFree) = (at + 1, false);
        }

        return null;
    }

    /// <summary>A line that ends in <c>…</c> goes on as it likes.</summary>
    private static bool IsSame(string shown, string printed, bool all) => shown.EndsWith('…')
        ? Of(printed, all).StartsWith(Of(shown[..^1], all), StringComparison.Ordinal) : Of(printed, all) == Of(shown, all);

    [GeneratedRegex(@"[-+−]?\d[\d.,]*(?= ?(?:(?:ms|s|min|x|points?|pp|pt|dB|kB|MB)\b|[%×]))")]
    private static partial Regex Measured();

    [GeneratedRegex(@"[-+−]?\d[\d.,]*(e-?\d+)?")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
