namespace DepthCompress.Runtime.Measurement;

/// <summary>When a measurement is good enough, and when it has taken long enough.</summary>
public sealed record LatencySettings
{
    /// <summary>The relative half width of the confidence intervals at which measuring stops.</summary>
    public double TargetHalfWidth { get; init; } = 0.01;

    /// <summary>The confidence of every interval.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Rounds that are run however narrow the intervals are.</summary>
    public int MinRounds { get; init; } = 30;

    /// <summary>Rounds after which measuring stops however wide they are.</summary>
    public int MaxRounds { get; init; } = 2000;

    /// <summary>Seconds after which no further round begins, warm-up included.</summary>
    public double MaxSeconds { get; init; } = 60;

    /// <summary>Seconds that every network runs before anything counts.</summary>
    public double WarmUpSeconds { get; init; } = 0.05;

    /// <summary>What one sample lasts at least: calls too short for it are timed several at a time.</summary>
    public double SampleSeconds { get; init; } = 0.004;

    /// <summary>Decides the order inside the rounds.</summary>
    public int Seed { get; init; } = 1;
}
