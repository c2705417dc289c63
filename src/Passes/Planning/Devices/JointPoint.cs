namespace DepthCompress.Passes.Planning;

/// <summary>One plan for several devices, as predicted.</summary>
/// <param name="Plan">Its candidates, with the milliseconds and the savings of the first device.</param>
/// <param name="Milliseconds">The whole network on each device.</param>
/// <param name="Gap">How much better another plan within the budgets could be at most; 0 for a proved best one.</param>
public sealed record JointPoint(PlanPoint Plan, ImmutableArray<double> Milliseconds, double Gap = 0);
