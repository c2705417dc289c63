namespace DepthCompress.GraphIR;

/// <summary>How far a latency can be trusted.</summary>
public enum NoiseVerdict
{
    /// <summary>The confidence interval is as narrow as asked for.</summary>
    Quiet,

    /// <summary>Wider than asked for when time ran out, but usable.</summary>
    Noisy,

    /// <summary>No conclusion should be drawn.</summary>
    TooNoisy,
}
