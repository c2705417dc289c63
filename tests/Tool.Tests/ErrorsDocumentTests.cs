using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

public sealed class ErrorsDocumentTests
{
    private static readonly ImmutableArray<(char Thousand, string Title)> Chapters =
    [
        ('1', "Input models and output files"), ('2', "Configuration, data and tables"), ('3', "Passes and planning"),
        ('4', "This machine"), ('5', "Verification"), ('9', "Our mistakes"),
    ];

    /// <summary>DC_ACCEPT=1 writes the document anew.</summary>
    [Fact]
    public void TheDocumentIsWhatTheCatalogGenerates()
    {
        var path = Path.Combine(RepositoryRoot.Path, "docs", "errors.md");
        if (Environment.GetEnvironmentVariable("DC_ACCEPT") == "1")
        {
            File.WriteAllText(path, Generate());
        }

        Assert.Equal(Generate(), File.ReadAllText(path));
    }

    [Fact]
    public void NoCodeIsUsedTwice() =>
        Assert.Empty(DiagnosticCatalog.All.GroupBy(descriptor => descriptor.Code).Where(group => group.Count() > 1)
            .Select(group => group.Key));

    private static string Generate()
    {
        var text = new StringBuilder("# Errors and warnings\n\n");
        text.Append(
            "One line each: `file : error DCnnnn: what is wrong; how to mend it`. Numbers in braces stand for names and figures.\n");
        text.Append("This page is generated from the catalog (`DC_ACCEPT=1 ./build.sh test --filter ErrorsDocument`).\n");
        foreach (var (thousand, title) in Chapters)
        {
            text.Append($"\n## DC{thousand}xxx: {title}\n\n| code | | what | mend | exit |\n| --- | --- | --- | --- | --- |\n");
            foreach (var descriptor in DiagnosticCatalog.All.Where(descriptor => descriptor.Code[2] == thousand))
            {
                var exit = descriptor.Severity is Severity.Error ? $"{(int)ExitCodes.Of(descriptor)}" : "";
                text.Append(
                    $"| {descriptor.Code} | {descriptor.Severity.ToString().ToLowerInvariant()} | {Escape(descriptor.Format)} | {Escape(descriptor.Remedy)} | {exit} |\n");
            }
        }

        return text.ToString();
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
