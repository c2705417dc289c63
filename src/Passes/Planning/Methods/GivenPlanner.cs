namespace DepthCompress.Passes.Planning;

/// <summary>A plan that was decided on by other means than latency: it is what it is, and whether it is fast enough is measured.</summary>
internal sealed class GivenPlanner(PlanPoint point) : IPlanner
{
    /// <inheritdoc/>
    public IEnumerable<PlanPoint> Points => [point];

    /// <inheritdoc/>
    public PlanPoint Fastest => point;

    /// <inheritdoc/>
    public PlanPoint? Best(double milliseconds) => point;
}
