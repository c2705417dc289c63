using System.Text.Json.Nodes;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>A gate and what a run measured.</summary>
/// <param name="Gate">The gate.</param>
/// <param name="Measured">The figure in the unit that results are in, or as a part of the original's; null where nothing was.</param>
internal sealed record JudgedGate(Gate Gate, double? Measured)
{
    /// <summary>Whether the run keeps clear of it.</summary>
    internal bool Passed => Measured is { } figure && Gate.Passes(figure);

    /// <summary>What was measured, in words.</summary>
    internal string Finding => Measured is { } figure ? $"{Gate.Metric.Name} is {Gate.Spell(figure)}" : $"{Gate.Metric.Name} was not measured";

    /// <summary>A line for people.</summary>
    internal string Line => $"  {(Passed ? "passed" : "MISSED")}: gate {Gate.Text} ({Finding})";

    /// <summary>The line that a missed gate is told by.</summary>
    internal Diagnostic ToDiagnostic() => DiagnosticCatalog.GateMissed.At(null, Gate.Text, Finding);

    /// <summary>As it stands in a result.</summary>
    internal JsonObject ToJson() => new()
    {
        ["gate"] = Gate.Text,
        ["metric"] = Gate.Metric.Name,
        ["measured"] = Measured is { } figure && double.IsFinite(figure) ? figure : null,
        ["limit"] = Gate.Limit,
        ["isPartOfOriginal"] = Gate.Unit.IsPart,
        ["passed"] = Passed,
        ["finding"] = Finding,
    };
}
