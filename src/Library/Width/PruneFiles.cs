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
    internal void Check(params ReadOnlySpan<string> inputs)
    {
        Outputs.Check(Output, Force, inputs);
        Outputs.Check(PlanFile, Force, [.. inputs, Output]);
        foreach (var report in Reports)
        {
            _ = ReportFiles.FormatOf(report);
            Outputs.Check(report, Force, [.. inputs, Output, .. PlanFile is { } plan ? [plan] : Array.Empty<string>()]);
        }
    }
}
