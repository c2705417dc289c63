using System.Text;

namespace DepthCompress.Report;

/// <summary>A comparison as Markdown.</summary>
public static class ComparisonMarkdown
{
    /// <summary>The whole text.</summary>
    public static string Format(ComparisonReport report)
    {
        var text = new StringBuilder($"# {Escape(Path.GetFileName(report.Model))}: methods compared\n\n");
        foreach (var line in ComparisonText.Lines(report))
        {
            text.Append($"{Escape(line)}\n");
        }

        var columns = ComparisonTable.Columns(report);
        text.Append($"\n| {string.Join(" | ", columns.Select(column => Escape(column.Title)))} |\n");
        text.Append($"| {string.Join(" | ", columns.Select(column => column.IsNumber ? "---:" : "---"))} |\n");
        foreach (var row in ComparisonTable.Rows(report))
        {
            text.Append($"| {string.Join(" | ", row.Select(Escape))} |\n");
        }

        text.Append('\n');
        foreach (var warning in report.Warnings)
        {
            text.Append($"- {Escape(warning.ToLine(report.Model))}\n");
        }

        return text.Append($"\n```json\n{report.Configuration.ToJsonString()}\n```\n").ToString();
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
