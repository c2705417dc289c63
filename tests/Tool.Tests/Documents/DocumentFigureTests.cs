using System.Text.RegularExpressions;

namespace DepthCompress.Tool.Tests.Documents;

/// <summary>What the guides say was measured stands in <c>docs/results.md</c>, where the commands are.</summary>
public sealed partial class DocumentFigureTests
{
    [Theory]
    [InlineData("docs/methods.md")]
    [InlineData("docs/performance.md")]
    public void FiguresAreThoseOfTheResults(string name)
    {
        var (results, figures) = (Figures("docs/results.md"), Figures(name));

        Assert.True(figures.Count > 2, $"{name} has no figures any more");
        Assert.Empty(figures.Except(results));
    }

    private static HashSet<string> Figures(string name) =>
        DocumentText.Read(name).Lines.SelectMany(line => Exact().Matches(line)).Select(match => match.Value).ToHashSet();

    /// <summary>A number with two places behind the point.</summary>
    [GeneratedRegex(@"(?<![\d.])\d+\.\d\d(?!\d)")]
    private static partial Regex Exact();
}
