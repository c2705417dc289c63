namespace DepthCompress.Report;

/// <summary>A report before it has a format.</summary>
/// <param name="Title">The headline.</param>
/// <param name="IsGood">Whether what was wanted was reached.</param>
/// <param name="Blocks">Its parts, in order.</param>
public sealed record ReportDocument(string Title, bool IsGood, ImmutableArray<ReportBlock> Blocks)
{
    /// <summary>What stands small above the headline.</summary>
    public string Kind { get; init; } = "report";

    /// <summary>What stands at the very end.</summary>
    public string Imprint { get; init; } = "";

    /// <summary>One HTML file that needs nothing else and asks no network.</summary>
    public string ToHtml() => HtmlPage.Format(this);

    /// <summary>Markdown, for summaries of builds and for reading.</summary>
    public string ToMarkdown() => MarkdownPage.Format(this);
}
