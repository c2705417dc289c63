namespace DepthCompress.Passes.Planning;

/// <summary>One round of <see cref="ClosedLoop"/>: what was promised, and what came out.</summary>
/// <param name="Budget">What the planner was asked for: a part of the original's latency.</param>
/// <param name="Predicted">What the tables promised for its plan.</param>
/// <param name="Measured">What was measured.</param>
public sealed record ClosedLoopRound(double Budget, double Predicted, double Measured);
