using DepthCompress.Report;

namespace DepthCompress;

/// <summary>JSON reports in the format that the name of a file asks for.</summary>
internal static class PruneReports
{
    /// <summary>How the text of a file is made of a JSON report.</summary>
    /// <exception cref="GraphIR.DiagnosticException">Its name says no format.</exception>
    internal static Func<string, string> FormatOf(string file, string option = "--report") => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".md" => json => ReportReader.Read(json).ToMarkdown(),
        ".html" or ".htm" => json => ReportReader.Read(json).ToHtml(),
        ".json" => json => json,
        _ => throw SettingValues.Bad(option, file, "its name must end in .md, .html or .json"),
    };
}
