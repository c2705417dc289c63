using System.Text.Json.Nodes;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>A gate and what a run measured.</summary>
/// <param name="Gate">The gate.</param>
/// <param name="Measured">The figure in the unit that results are in, or as a part of the original's; NaN where there is none.</param>
internal sealed record JudgedGate(Gate Gate, double Measured)
{
    /// <summary>Whether the run keeps clear of it.</summary>
    internal bool Passed => Gate.Passes(Measured);

    /// <summary>What was measured, in words.</summary>
    internal string Finding => $"{Gate.Metric.Name} is {Gate.Spell(Measured)}";

    /// <summary>A line for people.</summary>
    internal string Line => $"  {(Passed ? "passed" : "MISSED")}: gate {Gate.Text} ({Finding})";

    /// <summary>The line that a missed gate is told by.</summary>
    internal Diagnostic ToDiagnostic() => DiagnosticCatalog.GateMissed.At(null, Gate.Text, Finding);

    /// <summary>As it stands in a result.</summary>
    internal JsonObject ToJson() => new()
    {
        ["gate"] = Gate.Text,
        ["metric"] = Gate.Metric.Name,
        ["measured"] = double.IsFinite(Measured) ? Measured : null,
        ["limit"] = Gate.Limit,
        ["isPartOfOriginal"] = Gate.Unit.IsPart,
        ["passed"] = Passed,
        ["finding"] = Finding,
    };
}
