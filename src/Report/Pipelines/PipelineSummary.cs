using System.Text;

namespace DepthCompress.Report;

/// <summary>A run as a short Markdown text, for the summary of a build.</summary>
public static class PipelineSummary
{
    /// <summary>The whole text.</summary>
    public static string Format(PipelineRun run)
    {
        var text = new StringBuilder();
        var passed = run.Cases.All(item => item.Passed);
        text.Append($"# {Escape(run.Command)} {Escape(Path.GetFileName(run.Subject))}: {(passed ? "passed" : "failed")}\n\n");
        text.Append("| | | found |\n| --- | --- | --- |\n");
        foreach (var item in run.Cases)
        {
            text.Append($"| {(item.Passed ? "passed" : "**failed**")} | {item.Kind}: {Escape(item.Name)} | {Escape(item.Finding)} |\n");
        }

        foreach (var finding in run.Findings)
        {
            text.Append($"\n- {Escape(finding.Diagnostic.ToLine(finding.File))}");
        }

        text.Append(run.Findings.IsEmpty ? "\n" : "\n\n");
        text.Append($"DepthCompress {run.ToolVersion}, {Figures.Duration(run.Seconds)}, exit code {run.ExitCode}\n");
        return text.ToString();
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
