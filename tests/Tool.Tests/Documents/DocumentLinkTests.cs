namespace DepthCompress.Tool.Tests.Documents;

/// <summary>Links lead somewhere, command lines are understood, settings are settings.</summary>
public sealed class DocumentLinkTests
{
    public static TheoryData<string> Documents => [.. Names];

    /// <summary>The documents of the repository.</summary>
    internal static IEnumerable<string> Names => new[] { "docs", "models", "samples", "src" }
        .SelectMany(folder => Below(folder, SearchOption.AllDirectories)).Concat(Below("", SearchOption.TopDirectoryOnly))
        .Where(path => !path.Contains("/obj/") && !path.Contains("/bin/")).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Documents))]
    public void EveryLinkLeadsSomewhere(string name)
    {
        var document = DocumentText.Read(name);
        Assert.All(document.Links.Where(link => !link.Contains("://")), link =>
        {
            var parts = link.Split('#');
            var folder = Path.Combine(RepositoryRoot.Path, Path.GetDirectoryName(name)!);
            var target = parts[0].Length == 0 ? name : Path.GetRelativePath(RepositoryRoot.Path, Path.GetFullPath(parts[0], folder));
            Assert.True(Path.Exists(Path.Combine(RepositoryRoot.Path, target)), $"{name}: there is no {target}");
            Assert.True(parts.Length == 1 || DocumentText.Read(target).Anchors.Contains(parts[1]), $"{name}: there is no heading {link}");
        });
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void EveryCommandLineIsUnderstood(string name)
    {
        using var output = new StringWriter();
        var root = Program.Root(new Session(output, output, new Surroundings()));
        var blocks = DocumentText.Read(name).Blocks.Where(block => block.Language is "sh" or "console");
        Assert.All(blocks.SelectMany(block => block.CommandLines), words =>
        {
            var parse = root.Parse(words.Replace("...", "x", StringComparison.Ordinal).Replace(" $C", "", StringComparison.Ordinal));
            Assert.True(parse.Errors is [], $"{name}: depthcompress {words}");
        });
    }

    [Theory]
    [InlineData("docs/commands.md")]
    [InlineData("docs/tutorial.md")]
    [InlineData("docs/configuration.md")]
    public void EverySettingsFileIsRead(string name)
    {
        var files = DocumentText.Read(name).Blocks.Where(block => block.Language == "json" && block.Text.Contains("\"$schema\"")).ToArray();
        Assert.NotEmpty(files);
        using var line = new CommandLine();
        Assert.All(files, block =>
        {
            File.WriteAllText(line["depthcompress.json"], block.Text);
            Assert.NotNull(SettingsFile.Read(line["depthcompress.json"]).Schema);
        });
    }

    private static IEnumerable<string> Below(string folder, SearchOption depth) =>
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.md", depth)
            .Select(path => Path.GetRelativePath(RepositoryRoot.Path, path));
}
