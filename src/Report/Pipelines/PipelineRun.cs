using DepthCompress.GraphIR;

namespace DepthCompress.Report;

/// <summary>A finished run of a command as pipelines see it.</summary>
public sealed record PipelineRun
{
    /// <summary>The command.</summary>
    public required string Command { get; init; }

    /// <summary>The version of the tool.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The model, as it was named.</summary>
    public required string Subject { get; init; }

    /// <summary>What the process answers with.</summary>
    public required int ExitCode { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took.</summary>
    public required double Seconds { get; init; }

    /// <summary>What the result had to show; empty where there is none.</summary>
    public required ImmutableArray<PipelineCase> Results { get; init; }

    /// <summary>Every diagnostic.</summary>
    public required ImmutableArray<PipelineFinding> Findings { get; init; }

    /// <summary>What stopped it; null where it came to its end.</summary>
    public Diagnostic? Failure { get; init; }

    /// <summary>Where relative names of files begin.</summary>
    public required string Folder { get; init; }

    /// <summary>That it came to its end, and what the result had to show.</summary>
    public ImmutableArray<PipelineCase> Cases => [End, .. Results];

    // Whatever else happens, a run that fails never looks like one that passed.
    private PipelineCase End => new("run", $"{Command} {Path.GetFileName(Subject)}", CameToItsEnd,
        Failure?.ToLine(Subject) ?? (CameToItsEnd ? "it came to its end" : $"exit code {ExitCode}"));

    private bool CameToItsEnd => Failure is null && (ExitCode == 0 || Results.Any(result => !result.Passed));
}
