namespace DepthCompress.Passes.Planning;

/// <summary>The plans of a network, solved once for all budgets.</summary>
public interface IPlanner
{
    /// <summary>The plans worth choosing from, fastest first.</summary>
    IEnumerable<PlanPoint> Points { get; }

    /// <summary>The fastest plan.</summary>
    PlanPoint Fastest { get; }

    /// <summary>The best plan within a budget of predicted milliseconds; null where none is fast enough.</summary>
    PlanPoint? Best(double milliseconds);
}
