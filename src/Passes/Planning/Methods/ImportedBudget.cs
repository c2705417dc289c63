namespace DepthCompress.Passes.Planning;

/// <summary>What a budget means to a method over given tables.</summary>
internal static class ImportedBudget
{
    /// <summary>
    /// Milliseconds of the given table, as published; or of the whole network where latencies are measured here, of which the layers that
    /// the tables are not about take their part.
    /// </summary>
    internal static Func<double, long?> Of(IImportedMethod method, LatencyTable latency, MethodOptions options, bool isOfTable)
    {
        var sites = method.Positions.Chains.Sum(chain => chain.Length);
        var charge = new SiteCharge(latency, sites);
        return isOfTable ? milliseconds => options.Ticks.Budget(milliseconds)
            : milliseconds => charge.Budget(milliseconds, sites - method.Positions.Length) is >= 0 and var budget
            ? options.Ticks.Budget(budget) : null;
    }
}
