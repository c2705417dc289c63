using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// Solves, measures the planned network end to end, corrects the budget by the ratio of measured to promised saving, and solves again, until the measured
/// target is met. Latency does not depend on the numbers in the weights, so nothing has to be fitted for this.
/// </summary>
public sealed class ClosedLoop(IPlanner planner, Func<PlanPoint, (double OriginalMilliseconds, double PlannedMilliseconds)> measure)
{
    private const int MostRounds = 6;

    /// <summary>How far the measured latency may lie above the target.</summary>
    public double Tolerance { get; init; } = 0.03;

    /// <summary>A plan with its measurement.</summary>
    /// <param name="Point">The plan as predicted.</param>
    /// <param name="Ratio">Measured latency over the original's, measured beside it.</param>
    /// <param name="Residual">
    /// Of additivity: what the tables promised for the first plan over what was measured, minus one; before any correction of the budget.
    /// </param>
    /// <param name="Rounds">How often was measured.</param>
    /// <param name="Met">Whether the target is met within the tolerance.</param>
    /// <param name="Why">Why not; null where it is met.</param>
    public sealed record Outcome(PlanPoint Point, double Ratio, double Residual, int Rounds, bool Met, string? Why)
    {
        /// <summary>Every plan that was measured, in order.</summary>
        public ImmutableArray<ClosedLoopRound> History { get; init; } = [];
    }

    /// <summary>Finds the plan of the best quality whose measured latency is at most <paramref name="ratio"/> of the original's.</summary>
    public Outcome Run(double originalMilliseconds, double ratio, CancellationToken cancellation = default)
    {
        var budget = originalMilliseconds * ratio;
        if (planner.Best(budget) is not { } point)
        {
            throw DiagnosticCatalog.BudgetUnreachable.Error(null, budget, planner.Fastest.Milliseconds, originalMilliseconds / planner.Fastest.Milliseconds);
        }

        var residual = 0.0;
        var tried = new Dictionary<(double, double), (PlanPoint Point, double Ratio)>();
        var history = ImmutableArray.CreateBuilder<ClosedLoopRound>();
        for (var round = 1; ; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (original, planned) = measure(point);
            var measured = planned / original;
            tried[KeyOf(point)] = (point, measured);
            history.Add(new ClosedLoopRound(budget / originalMilliseconds, point.Milliseconds / originalMilliseconds, measured));
            residual = round == 1 ? (point.Milliseconds / originalMilliseconds / measured) - 1 : residual;

            // Too slow misses the target; much too fast gives quality away.
            if (measured <= ratio * (1 + Tolerance) && (measured >= ratio * (1 - Tolerance) || round >= 3))
            {
                return new Outcome(point, measured, residual, round, true, null) { History = history.ToImmutable() };
            }

            // Saved as promised? Ask for as much more (or less) as the promise was off.
            var kept = (1 - measured) / Math.Max(1e-6, 1 - (point.Milliseconds / originalMilliseconds));
            var corrected = originalMilliseconds * (1 - ((1 - ratio) / Math.Max(0.2, kept)));
            var next = planner.Best(corrected) ?? planner.Fastest;
            if (round == MostRounds || tried.ContainsKey(KeyOf(next)))
            {
                var (best, reached) = tried.Values.OrderBy(entry => entry.Ratio > ratio * (1 + Tolerance)).ThenBy(entry => Math.Abs(entry.Ratio - ratio)).First();
                var met = reached <= ratio * (1 + Tolerance);
                var why = met ? null : planner.Best(corrected) is null
                    ? "even the fastest plan is slower than that when measured" : $"no plan nearer to the target was found in {round} rounds";
                return new Outcome(best, reached, residual, round, met, why) { History = history.ToImmutable() };
            }

            (point, budget) = (next, corrected);
        }
    }

    private static (double, double) KeyOf(PlanPoint point) => (point.Milliseconds, point.Change);
}
