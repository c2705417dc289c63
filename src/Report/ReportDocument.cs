using System.Net;
using System.Text;

namespace DepthCompress.Report;

/// <summary>A report before it has a format.</summary>
/// <param name="Title">The headline.</param>
/// <param name="IsGood">Whether what was wanted was reached.</param>
/// <param name="Blocks">Its parts, in order.</param>
public sealed record ReportDocument(string Title, bool IsGood, ImmutableArray<ReportBlock> Blocks)
{
    /// <summary>One HTML file that needs nothing else, no script and no network.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder();
        HtmlReport.AppendHead(html, Title, IsGood);
        foreach (var block in Blocks)
        {
            AppendHtml(html, block);
        }

        return html.Append("</body></html>\n").ToString();
    }

    /// <summary>Markdown, for summaries of builds and for reading.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder($"# {Escape(Title)}\n\n");
        foreach (var block in Blocks)
        {
            AppendMarkdown(text, block);
        }

        return $"{text.ToString().TrimEnd()}\n";
    }

    private static void AppendHtml(StringBuilder html, ReportBlock block)
    {
        switch (block)
        {
            case ReportBlock.Heading heading:
                html.Append($"<h2>{Encode(heading.Text)}</h2>\n");
                break;
            case ReportBlock.Paragraph paragraph:
                html.Append($"<p{(paragraph.IsBad ? " class=\"missed\"" : "")}>{Encode(paragraph.Text)}</p>\n");
                break;
            case ReportBlock.Table table:
                AppendHtml(html, table);
                break;
            case ReportBlock.Bars bars:
                html.Append(SvgCharts.Bars(bars.Rows)).Append('\n');
                break;
            case ReportBlock.List list:
                html.Append("<ul>").AppendJoin("", list.Lines.Select(line => $"<li{ClassOf(line.IsGood)}>{Encode(line.Text)}</li>")).Append("</ul>\n");
                break;
            case ReportBlock.Json json:
                html.Append($"<pre>{Encode(json.Text)}</pre>\n");
                break;
        }
    }

    private static void AppendHtml(StringBuilder html, ReportBlock.Table table)
    {
        html.Append("<table><tr>").AppendJoin("", table.Columns.Select(column => $"<th>{Encode(column.Title)}</th>")).Append("</tr>\n");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>").AppendJoin("", row.Zip(table.Columns, (cell, column) =>
                $"<td{(column.IsNumber ? " class=\"n\"" : "")}>{Encode(cell)}</td>")).Append("</tr>\n");
        }

        html.Append("</table>\n");
    }

    private static void AppendMarkdown(StringBuilder text, ReportBlock block)
    {
        switch (block)
        {
            case ReportBlock.Heading heading:
                text.Append($"## {Escape(heading.Text)}\n\n");
                break;
            case ReportBlock.Paragraph paragraph:
                text.Append($"{Escape(paragraph.Text)}\n\n");
                break;
            case ReportBlock.Table table:
                text.Append($"| {string.Join(" | ", table.Columns.Select(column => Escape(column.Title)))} |\n");
                text.Append($"| {string.Join(" | ", table.Columns.Select(column => column.IsNumber ? "---:" : "---"))} |\n");
                text.AppendJoin("", table.Rows.Select(row => $"| {string.Join(" | ", row.Select(Escape))} |\n")).Append('\n');
                break;
            case ReportBlock.List list:
                text.AppendJoin("", list.Lines.Select(line => $"- {MarkOf(line.IsGood)}{Escape(line.Text)}\n")).Append('\n');
                break;
            case ReportBlock.Json json:
                text.Append($"```json\n{json.Text}\n```\n\n");
                break;
        }
    }

    private static string ClassOf(bool? isGood) => isGood switch { true => " class=\"met\"", false => " class=\"missed\"", null => "" };

    private static string MarkOf(bool? isGood) => isGood switch { true => "passed: ", false => "**failed**: ", null => "" };

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
