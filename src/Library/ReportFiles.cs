using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Reports in the formats that the names of their files ask for; all are made of the JSON.</summary>
internal static class ReportFiles
{
    /// <summary>Writes them.</summary>
    /// <param name="files">Where to.</param>
    /// <param name="force">Whether they may exist.</param>
    /// <param name="text">The JSON.</param>
    /// <exception cref="GraphIR.DiagnosticException">DC1032: a file cannot be written.</exception>
    internal static void Write(ImmutableArray<string> files, bool force, string text)
    {
        foreach (var file in files)
        {
            Outputs.WriteText(file, force, FormatOf(file)(text));
        }
    }

    /// <summary>How the text of a file is made of a JSON report.</summary>
    /// <exception cref="GraphIR.DiagnosticException">Its name says no format.</exception>
    internal static Func<string, string> FormatOf(string file, string option = "--report") => Kind(file, option) switch
    {
        ".md" => json => ReportReader.Read(json).ToMarkdown(),
        ".html" => json => ReportReader.Read(json).ToHtml(),
        _ => json => json,
    };

    /// <summary>The format that a name asks for: <c>.md</c>, <c>.html</c> or <c>.json</c>.</summary>
    /// <exception cref="GraphIR.DiagnosticException">It asks for none.</exception>
    internal static string Kind(string file, string option) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".htm" => ".html",
        ".md" => ".md",
        ".html" => ".html",
        ".json" => ".json",
        _ => throw SettingValues.Bad(option, file, "its name must end in .md, .html or .json"),
    };
}
