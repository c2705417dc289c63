using System.Text;
using System.Text.RegularExpressions;

namespace DepthCompress.Report;

/// <summary>A document as Markdown: what matters first, every section folded below.</summary>
internal static partial class MarkdownPage
{
    private const int MostRows = 40;
    private const int MostPoints = 12;

    /// <summary>The whole text.</summary>
    internal static string Format(ReportDocument document)
    {
        var text = new StringBuilder($"# {Escape(document.Title)}\n\n");
        var isFolded = false;
        foreach (var block in document.Blocks)
        {
            if (block is ReportBlock.Heading heading)
            {
                text.Append(isFolded ? "</details>\n\n" : "").Append($"<details><summary>{Escape(heading.Text)}</summary>\n\n");
                isFolded = true;
            }
            else
            {
                Append(text, block);
            }
        }

        return $"{text.Append(isFolded ? "</details>\n" : "").ToString().TrimEnd()}\n";
    }

    /// <summary>A text that stands for itself: names of layers can hold anything.</summary>
    internal static string Escape(string? text) => Entity().Replace((text ?? "").ReplaceLineEndings(" "), "&amp;$1")
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal);

    private static void Append(StringBuilder text, ReportBlock block)
    {
        switch (block)
        {
            case ReportBlock.Subheading heading:
                text.Append($"**{Escape(heading.Text)}**\n\n");
                break;
            case ReportBlock.Paragraph paragraph:
                text.Append($"{(paragraph.IsBad ? "**Warning**: " : "")}{Escape(paragraph.Text)}\n\n");
                break;
            case ReportBlock.Table table:
                Append(text, table);
                break;
            case ReportBlock.Chart chart:
                Append(text, Thinned(chart.Figures()));
                break;
            case ReportBlock.List list:
                text.AppendJoin("", list.Lines.Select(line => $"- {MarkOf(line.IsGood)}{Escape(line.Text)}\n")).Append('\n');
                break;
            case ReportBlock.Code code:
                AppendFenced(text, "sh", code.Text);
                break;
            case ReportBlock.Json json:
                AppendFenced(text, "json", json.Text);
                break;
        }
    }

    /// <summary>About so many rows, the first and the last among them.</summary>
    private static ReportBlock.Table Thinned(ReportBlock.Table table) => table.Rows.Length <= MostPoints ? table : table with
    {
        Rows = [.. Enumerable.Range(0, MostPoints).Select(row => table.Rows[row * (table.Rows.Length - 1) / (MostPoints - 1)])],
    };

    private static void Append(StringBuilder text, ReportBlock.Table table)
    {
        text.Append($"| {string.Join(" | ", table.Columns.Select(column => Escape(column.Title)))} |\n");
        text.Append($"| {string.Join(" | ", table.Columns.Select(column => column.IsNumber ? "---:" : "---"))} |\n");
        text.AppendJoin("", table.Rows.Take(MostRows).Select(row => $"| {string.Join(" | ", row.Select(Escape))} |\n")).Append('\n');
        if (table.Rows.Length > MostRows)
        {
            text.Append($"... and {table.Rows.Length - MostRows} more\n\n");
        }
    }

    /// <summary>The fence is longer than any in the text.</summary>
    private static void AppendFenced(StringBuilder text, string language, string code)
    {
        var fence = new string('`', Math.Max(3, LongestRun(code) + 1));
        text.Append($"{fence}{language}\n{code}\n{fence}\n\n");
    }

    private static int LongestRun(string code)
    {
        var (longest, run) = (0, 0);
        foreach (var character in code)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static string MarkOf(bool? isGood) => isGood switch { true => "passed: ", false => "**failed**: ", null => "" };

    /// <summary>What would be read as another character.</summary>
    [GeneratedRegex(@"&(#?\w+;)")]
    private static partial Regex Entity();
}
