namespace DepthCompress;

/// <summary>Where the results of narrowing go.</summary>
internal sealed record PruneFiles
{
    /// <summary>The result.</summary>
    public required string Output { get; init; }

    /// <summary>The plan; null for nowhere.</summary>
    public string? PlanFile { get; init; }

    /// <summary>Reports, their format by their ending.</summary>
    public ImmutableArray<string> Reports { get; init; } = [];

    /// <summary>Whether files that exist are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Makes sure that they can be written.</summary>
    /// <exception cref="GraphIR.DiagnosticException">One cannot.</exception>
    internal void Check(FileRoles files, params ReadOnlySpan<string?> inputs)
    {
        files.Reads(inputs);
        files.WritesModel(Output, Force);
        files.Writes("the plan", PlanFile, Force);
        files.WritesReports(Reports, Force);
        foreach (var report in Reports)
        {
            _ = ReportFiles.FormatOf(report);
        }
    }
}
