using System.Globalization;

namespace DepthCompress.Passes.Tests;

/// <summary>Collects what differs from a golden file, so that one run names every case that does.</summary>
internal sealed class GoldenCases
{
    private readonly List<string> _differences = [];
    private int _cases;

    /// <summary>Runs every case of a section.</summary>
    internal static void Check<T>(IEnumerable<T> cases, Func<T, string> id, Action<T, GoldenCases> check)
    {
        var all = new GoldenCases();
        foreach (var one in cases)
        {
            all._cases++;
            var before = all._differences.Count;
            check(one, all);
            for (var index = before; index < all._differences.Count; index++)
            {
                all._differences[index] = $"{id(one)}: {all._differences[index]}";
            }
        }

        Assert.True(all._cases > 0, "the golden file has no such cases");
        Assert.True(all._differences.Count == 0, string.Join('\n', all._differences));
    }

    internal void Same(string what, object? expected, object? found)
    {
        if (!Equals(expected, found))
        {
            _differences.Add($"{what} is {found ?? "none"}, not {expected ?? "none"}");
        }
    }

    internal void SameItems<T>(string what, IEnumerable<T> expected, IEnumerable<T> found) =>
        Same(what, string.Join(' ', expected), string.Join(' ', found));

    internal void Close(string what, double? expected, double? found, double tolerance)
    {
        if (expected is null != found is null || !(Math.Abs((expected ?? 0) - (found ?? 0)) <= tolerance))
        {
            _differences.Add(string.Create(CultureInfo.InvariantCulture, $"{what} is {found:R}, not {expected:R}"));
        }
    }
}
