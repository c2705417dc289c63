using System.Text.RegularExpressions;

namespace DepthCompress.Tool.Tests.Delivery;

/// <summary>What is written about packages is so.</summary>
public sealed partial class PackagesDocumentTests
{
    private static readonly string Document = Text("docs/packages.md");

    public static TheoryData<string> CommandLines => [.. CommandLine().Matches(Document).Select(match => match.Groups[1].Value.Trim())];

    [Theory]
    [MemberData(nameof(CommandLines))]
    public void ACommandLineIsUnderstood(string words)
    {
        using var output = new StringWriter();
        Assert.Empty(Program.Root(new Session(output, output, new Surroundings())).Parse(words).Errors);
    }

    [Theory]
    [InlineData("docs/packages.md")]
    [InlineData("src/MSBuild/README.md")]
    [InlineData("samples/msbuild/App/App.csproj")]
    [InlineData("samples/msbuild/Library/Library.csproj")]
    public void ThePackageIsNamedWithItsVersion(string file) =>
        Assert.Contains($"Include=\"DepthCompress.MSBuild\" Version=\"{ToolVersion.Text}\"", Text(file), StringComparison.Ordinal);

    [Fact]
    public void EveryMetadataThatTheTargetsReadIsExplained()
    {
        var targets = Text("src/MSBuild/build/DepthCompress.MSBuild.targets");
        var read = Metadata().Matches(targets[targets.IndexOf("name=%(", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value);
        var explained = Document.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(line =>
            Word().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value)).ToHashSet();

        Assert.Empty(read.Where(name => name is not ("Identity" or "FullPath")).Except(explained));
    }

    private static string Text(string file) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, file));

    [GeneratedRegex("^depthcompress ([^#\n]*)", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"=%\((\w+)\)(?:%0a|')")]
    private static partial Regex Metadata();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Word();
}
