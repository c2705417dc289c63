using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace DepthCompress.Tool.Tests.Gates;

/// <summary>What docs/pipelines.md shows is YAML, and its command lines are ours.</summary>
public sealed partial class PipelinesDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "pipelines.md"));

    public static TheoryData<string> Snippets => [.. Yaml().Matches(Document).Select(match => match.Groups[1].Value)];

    public static TheoryData<string> CommandLines => [.. Words().Matches(Document).Select(match => match.Groups[1].Value.Trim())];

    [Theory]
    [MemberData(nameof(Snippets))]
    public void ASnippetIsYamlThatReplaysVerifiesAndMeasures(string snippet)
    {
        var commands = string.Join('\n', Texts(YamlText.Parse(snippet)));
        Assert.All(["dotnet tool install", "depthcompress apply", "depthcompress verify", "depthcompress bench", "--fail-if", ".junit.xml"],
            wanted => Assert.Contains(wanted, commands, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(CommandLines))]
    public void ACommandLineIsUnderstood(string words)
    {
        using var output = new StringWriter();
        var parse = Program.Root(new Session(output, output, new Surroundings())).Parse([.. CommandLineParser.SplitCommandLine(words)]);
        Assert.Empty(parse.Errors);
        string[] values = [.. parse.Tokens.Select(token => token.Value)];
        foreach (var place in Enumerable.Range(0, values.Length).Where(place => values[place] == "--fail-if"))
        {
            Assert.NotEmpty(Gate.ParseAll(values[place + 1], "--fail-if"));
        }
    }

    [Fact]
    public void ThreeServersAndManyCommandLinesAreShown() =>
        Assert.Equal((3, true), (Snippets.Count, CommandLines.Count >= 12));

    [Fact]
    public void EveryMetricAndUnitIsExplained()
    {
        var table = Document[Document.IndexOf("| metric | is |", StringComparison.Ordinal)..Document.IndexOf("| command | has |", StringComparison.Ordinal)];
        Assert.All(GateMetric.All, metric => Assert.Contains($"`{metric.Name}`", table, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<GateKind>().SelectMany(kind => GateUnit.Of(kind)).Where(unit => unit.Name.Length > 0),
            unit => Assert.Contains($"`{unit.Name}`", table, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Texts(object node) => node switch
    {
        Dictionary<string, object> map => map.Values.SelectMany(Texts),
        List<object> list => list.SelectMany(Texts),
        _ => [$"{node}"],
    };

    [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex("^[^`\n]*?(?:run: |- )?\\bdepthcompress ((?:apply|verify|bench|eval|compress|diff|report) [^\n]*)$", RegexOptions.Multiline)]
    private static partial Regex Words();
}
