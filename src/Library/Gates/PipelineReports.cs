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
    private readonly FileRoles roles;
    private bool isBegun;

    /// <summary>Makes sure that they can be written.</summary>
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
        (this.roles, this.files) = (roles, files);
    }

    /// <summary>Whether none is wanted.</summary>
    internal bool IsEmpty => files.IsEmpty;

    /// <summary>Whether a report tells of the run and not only of the result.</summary>
    internal static bool IsPipelines(string file) => Has(file, ".xml") || Has(file, ".sarif");

    /// <summary>Removes those of the run before, once all outputs are known: what another output claims too stays as it is.</summary>
    internal void Begin()
    {
        foreach (var file in isBegun ? [] : files)
        {
            File.Delete(file);
        }

        isBegun = true;
    }

    /// <summary>Writes them, but for one that was to be another output too.</summary>
    /// <param name="run">What they tell.</param>
    /// <param name="result">The result, or the error, as JSON.</param>
    internal void Write(Func<PipelineRun> run, Func<string> result)
    {
        if (files.IsEmpty)
        {
            return;
        }

        var told = run();
        foreach (var file in files.Where(file => !roles.IsContested(file)))
        {
            Outputs.WriteText(file, true, Has(file, ".xml") ? JUnitReport.Format(told) : Has(file, ".sarif") ? SarifReport.Format(told)
                : Has(file, ".md") ? PipelineSummary.Format(told) : result());
        }
    }

    private static bool IsPlain(string file) => Has(file, ".md") || Has(file, ".json");

    private static bool Has(string file, string ending) => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
