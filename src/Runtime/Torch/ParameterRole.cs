namespace DepthCompress.Runtime.Torch;

/// <summary>What a parameter does in its operator; recipes treat roles differently.</summary>
internal enum ParameterRole
{
    /// <summary>Multiplied with the data: convolutions and matrices.</summary>
    Kernel,

    /// <summary>One number per channel, added, or a slope.</summary>
    Bias,

    /// <summary>Scale or shift of a normalization.</summary>
    Normalization,

    /// <summary>Running mean or variance; updated, not trained.</summary>
    Statistic,
}
