namespace DepthCompress;

/// <summary>What a run measures, and gates can be set on.</summary>
[Flags]
internal enum GateScope
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>What is counted about the resulting network.</summary>
    Structure = 1,

    /// <summary>Its latency.</summary>
    Latency = 2,

    /// <summary>How much faster it is than the original.</summary>
    Speed = 4,

    /// <summary>How good it is.</summary>
    Level = 8,

    /// <summary>How much quality it loses against the original.</summary>
    Loss = 16,

    /// <summary>How far its numbers are from the original's.</summary>
    Error = 32,

    /// <summary>All that a compression measures.</summary>
    Compression = Structure | Latency | Speed | Level | Loss,

    /// <summary>Whatever a written report holds.</summary>
    All = Compression | Error,
}
