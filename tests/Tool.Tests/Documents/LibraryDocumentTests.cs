namespace DepthCompress.Tool.Tests.Documents;

/// <summary>The C# of <c>docs/library.md</c> stands in a file that is compiled.</summary>
public sealed class LibraryDocumentTests
{
    private static readonly string Compiled = Joined(File.ReadAllLines(
        Path.Combine(RepositoryRoot.Path, "tests", "Tool.Tests", "Documents", $"{nameof(LibrarySnippets)}.cs")));

    public static TheoryData<int> Snippets => [.. Blocks.Select(block => block.Line)];

    private static IEnumerable<FencedBlock> Blocks =>
        DocumentText.Read("docs/library.md").Blocks.Where(block => block.Language == "csharp");

    [Theory]
    [MemberData(nameof(Snippets))]
    public void TheSnippetIsCompiled(int line) =>
        Assert.Contains(Joined(Blocks.Single(block => block.Line == line).Lines), Compiled, StringComparison.Ordinal);

    private static string Joined(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.Trim()));
}
