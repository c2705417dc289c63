using System.Text.RegularExpressions;

namespace DepthCompress.Tool.Tests.Documents;

/// <summary>
/// The examples of the documents are run: every command of a <c>console</c> block, in order, in an empty folder beside the bundled models.
/// The settings that tests add keep them short (few images, short measurements); what a command line says itself holds.
/// </summary>
public sealed partial class DocumentExampleTests : IDisposable
{
    private const string Short = """
        {
          "calibrationCount": 24, "refitCount": 32, "selectionCount": 16, "longestSegment": 3, "kernels": [3],
          "measureSeconds": 0.05, "tables": "TABLES"
        }
        """;

    private readonly CommandLine line = new();

    public static TheoryData<string> WithExamples => [.. Names];

    private static IEnumerable<string> Names =>
        DocumentLinkTests.Names.Where(name => DocumentText.Read(name).Blocks.Any(block => block.Language == "console"));

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(WithExamples))]
    public void TheExamplesRunAndPrintWhatIsShown(string document)
    {
        Directory.CreateSymbolicLink(line["models"], Path.Combine(RepositoryRoot.Path, "models"));
        File.WriteAllText(line["tests.json"], Short.Replace("TABLES", line["tables.db"], StringComparison.Ordinal));
        foreach (var example in DocumentExample.In(DocumentText.Read(document)))
        {
            string[] settings = example.Words.Contains("--config") ? [] : ["--config", line["tests.json"]];
            var exit = (int)line.Run([.. example.Words.Select(Placed), .. settings]);
            var text = (line.Output + line.Error).Replace(Path.GetDirectoryName(line["file"]) + "/", "", StringComparison.Ordinal);
            var printed = text.ReplaceLineEndings("\n").Split('\n');
            var place = $"{document}:{example.Line}: depthcompress {string.Join(' ', example.Words)}";

            Assert.True(exit == example.Exit, $"{place}\nexit {exit}, expected {example.Exit}\n{string.Join('\n', printed)}");
            var missing = FigureMask.FirstMissing(example.Shown, printed, example.Varies);
            Assert.True(missing is null, $"{place}\nis not printed there: {missing}\nprinted:\n{string.Join('\n', printed)}");
        }
    }

    [Fact]
    public void TheGuidesHaveExamples() =>
        Assert.Empty(new[] { "README.md", "docs/commands.md", "docs/tutorial.md" }.Except(Names));

    [Theory]
    [InlineData("latency 1.28 ms, 1.5x", "latency 12 ms,   2.0x", false, true)]
    [InlineData("19 layers", "20 layers", false, false)]
    [InlineData("19 layers", "20 layers", true, true)]
    [InlineData("accuracy 99.8 %", "accuracy 9 %", false, true)]
    [InlineData("verdict: met", "verdict: notFaster", true, false)]
    public void FiguresAreMaskedAndWordsAreNot(string shown, string printed, bool all, bool same) =>
        Assert.Equal(same, FigureMask.FirstMissing([shown], [printed], all) is null);

    [Fact]
    public void LeftOutLinesStandForAnyNumberOfLines()
    {
        Assert.Null(FigureMask.FirstMissing(["a", "…", "c"], ["a", "b", "b", "c"], false));
        Assert.Null(FigureMask.FirstMissing(["a", "…", "b"], ["a", "b"], false));
        Assert.Equal("c", FigureMask.FirstMissing(["a", "c"], ["a", "b", "c"], false));
        Assert.Equal("d", FigureMask.FirstMissing(["…", "d"], ["a", "b", "c"], false));
    }

    public void Dispose() => line.Dispose();

    /// <summary>A word that names a file names it in the folder of the test.</summary>
    private string Placed(string word) => FileName().Match(word) is { Success: true } file
        ? $"{file.Groups[1].Value}{line[file.Groups[2].Value]}" : word;

    [GeneratedRegex(@"^(npy:|imagefolder:|idx:)?((?:[\w.-]+/)*[\w.-]+(?:\.(?:onnx|json|html|md|npy|db|csv|xml|sarif|safetensors)|/))$")]
    private static partial Regex FileName();
}
