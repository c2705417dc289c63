namespace DepthCompress.GraphIR;

/// <summary>A quantile and the interval it lies in.</summary>
/// <param name="Value">The sample quantile.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="IsCovered">Whether the interval has the confidence asked for; with too few samples none has, and it is their whole range.</param>
public readonly record struct QuantileInterval(double Value, double Low, double High, bool IsCovered)
{
    /// <summary>Half the width; the whole width where the confidence is not reached.</summary>
    public double HalfWidth => IsCovered ? (High - Low) / 2 : High - Low;

    /// <summary>The half width in parts of the value; infinite where the confidence is not reached.</summary>
    public double RelativeHalfWidth => IsCovered ? HalfWidth / Value : double.PositiveInfinity;
}
