using System.Text.RegularExpressions;

namespace DepthCompress.Architecture.Tests;

/// <summary>Documents name tests. A test that is renamed or removed is renamed or removed there as well.</summary>
public sealed partial class TestNamesTests
{
    private const string Peers = "docs/peers.md";

    private static readonly Lazy<ILookup<string, string>> Classes = new(() =>
        SourceFiles.Under(Path.Combine(RepositoryRoot.Path, "tests")).Select(File.ReadAllText)
            .SelectMany(text => Class().Matches(text).Select(match => (Name: match.Groups[1].Value, Text: text)))
            .ToLookup(entry => entry.Name, entry => entry.Text));

    public static TheoryData<string> Documents =>
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}").Order(StringComparer.Ordinal)];

    /// <summary>The rows of the table of other compilers' reports: the report, its kind, what is done about it, the tests.</summary>
    public static TheoryData<string> Rows =>
        [.. File.ReadLines(Path.Combine(RepositoryRoot.Path, Peers)).Where(line => line.StartsWith("| [", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void TheTestsThatADocumentNamesExist(string document) =>
        Assert.All(Named(File.ReadAllText(Path.Combine(RepositoryRoot.Path, document)), Test()), test =>
            Assert.True(Exists(test.Class, test.Method), $"{document}: there is no test {test.Class} {test.Method}"));

    /// <summary>A row names a test, or says why there is none; a test that was written for reports names those of its row.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void AReportHasItsTestOrAReason(string row)
    {
        var cells = row.TrimEnd('|', ' ').Split(" | ");
        Assert.Equal(4, cells.Length);
        var tests = Named(cells[3], Quoted()).ToList();
        Assert.All(tests, test => Assert.True(Exists(test.Class, test.Method), $"there is no test {test.Class} {test.Method}"));
        Assert.True(tests.Count > 0 || cells[3].StartsWith("none: ", StringComparison.Ordinal), row);

        var own = tests.Where(test => test.Class.StartsWith("Peers", StringComparison.Ordinal)).SelectMany(test => Classes.Value[test.Class]).ToList();
        Assert.All(own.Count == 0 ? [] : Number().Matches(cells[0]).Select(match => match.Value), number =>
            Assert.Contains(own, text => Regex.IsMatch(text, $"{number}\\b")));
    }

    private static IEnumerable<(string Class, string Method)> Named(string text, Regex names) =>
        names.Matches(text).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    private static bool Exists(string type, string method) =>
        Classes.Value[type].Any(text => method.Length == 0 || text.Contains($"public void {method}(", StringComparison.Ordinal)
            || text.Contains($"public async Task {method}(", StringComparison.Ordinal));

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"`([A-Z]\w*(?:Tests|Laws))(?:\.(\w+))?`")]
    private static partial Regex Test();

    [GeneratedRegex(@"`([A-Z]\w*)(?:\.(\w+))?`")]
    private static partial Regex Quoted();

    [GeneratedRegex("#[0-9]+")]
    private static partial Regex Number();
}
