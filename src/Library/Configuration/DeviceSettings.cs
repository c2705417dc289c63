namespace DepthCompress;

/// <summary>Which devices one plan is for, as <c>depthcompress.json</c> and the command line say it; null is what was not said.</summary>
internal sealed record DeviceSettings
{
    /// <summary>Where the latencies of each come from: <c>pi=pi.json</c>, <c>phone.db?threads=4</c>, <c>here</c>.</summary>
    public ImmutableArray<string>? From { get; init; }

    /// <summary><c>max</c>: a target for all holds on each of them; <c>weighted</c>: for the weighted mean of their latencies.</summary>
    public string? Objective { get; init; }

    /// <summary>What each may take: <c>pi=30ms</c>, <c>phone=70%</c>, <c>1.5x</c>.</summary>
    public ImmutableArray<string>? Budgets { get; init; }

    /// <summary>How much each counts in the weighted mean: <c>pi=2</c>.</summary>
    public ImmutableArray<string>? Weights { get; init; }

    /// <summary>These settings, and those of <paramref name="under"/> where these say nothing.</summary>
    public DeviceSettings Over(DeviceSettings under) => new()
    {
        From = From ?? under.From,
        Objective = Objective ?? under.Objective,
        Budgets = Budgets ?? under.Budgets,
        Weights = Weights ?? under.Weights,
    };
}
