using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// Ways to turn a row of the importance table into the worth that plans add up. None predicts the joint effect of many candidates exactly, so plans of
/// several views are realized and compared.
/// </summary>
public enum ImportanceView
{
    /// <summary>The change as measured: best where few candidates are taken.</summary>
    Measured,

    /// <summary>The change to the power 3/4: what is refitted behind a large change repairs a part of it.</summary>
    Repairable,

    /// <summary>The unexplained variance at the end of the segment, whatever the network makes of it.</summary>
    FitError,
}

/// <summary>Applies an <see cref="ImportanceView"/>.</summary>
public static class ImportanceViews
{
    private const double RepairExponent = 0.75;

    /// <summary>The worth of every candidate that has one under this view; a gain is above zero.</summary>
    public static ImmutableDictionary<Candidate, double> Worth(this ImportanceView view, IEnumerable<KeyValuePair<Candidate, ImportanceRow>> rows) => rows
        .Where(row => row.Value.Failure is null && (view is not ImportanceView.FitError || row.Value.FitError is not null))
        .ToImmutableDictionary(row => row.Key, row => view switch
        {
            ImportanceView.FitError => -row.Value.FitError!.Value,
            ImportanceView.Repairable => -Math.Pow(Math.Max(0, -row.Value.Change), RepairExponent),
            _ => row.Value.Change,
        });
}
