using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>
/// The reports that tell of a run whatever the command is and however it ends: test results, code scanning, a summary, the result itself.
/// They replace those of the run before, which would otherwise be taken for this one's.
/// </summary>
internal sealed class PipelineReports
{
    /// <summary>The endings of names, for help.</summary>
    internal const string Endings = ".junit.xml, .sarif";

    /// <summary>No reports.</summary>
    internal static readonly PipelineReports None = new(new(), []);

    private readonly ImmutableArray<string> files;

    /// <summary>Removes those of the run before, and makes sure that new ones can be written.</summary>
    /// <param name="roles">What the run's files are for.</param>
    /// <param name="files">The files; their endings name the format.</param>
    /// <exception cref="DiagnosticException">DC1032, or DC2102: an ending that means nothing.</exception>
    internal PipelineReports(FileRoles roles, ImmutableArray<string> files)
    {
        foreach (var file in files)
        {
            if (!IsPipelines(file) && !IsPlain(file))
            {
                throw SettingValues.Bad("--report", file, $"its name must end in {Endings}, .md or .json");
            }
        }

        roles.WritesReports(files, force: true);
        foreach (var file in files)
        {
            File.Delete(file);
        }

        this.files = files;
    }

    /// <summary>Whether none is wanted.</summary>
    internal bool IsEmpty => files.IsEmpty;

    /// <summary>Whether a report tells of the run and not only of the result.</summary>
    internal static bool IsPipelines(string file) => Has(file, ".xml") || Has(file, ".sarif");

    /// <summary>Writes them.</summary>
    /// <param name="run">What they tell.</param>
    /// <param name="result">The result, or the error, as JSON.</param>
    internal void Write(Func<PipelineRun> run, Func<string> result)
    {
        if (files.IsEmpty)
        {
            return;
        }

        var told = run();
        foreach (var file in files)
        {
            Outputs.WriteText(file, true, Has(file, ".xml") ? JUnitReport.Format(told) : Has(file, ".sarif") ? SarifReport.Format(told)
                : Has(file, ".md") ? PipelineSummary.Format(told) : result());
        }
    }

    private static bool IsPlain(string file) => Has(file, ".md") || Has(file, ".json");

    private static bool Has(string file, string ending) => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
