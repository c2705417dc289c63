namespace DepthCompress.GraphIR;

/// <summary>Milliseconds of one network; half widths are those of the 95 % confidence intervals.</summary>
/// <param name="Median">Milliseconds.</param>
/// <param name="HalfWidth">Half the width of the median's confidence interval.</param>
/// <param name="P10">The 10th percentile: what the machine can do when nothing disturbs it.</param>
/// <param name="P10HalfWidth">Half the width of that percentile's confidence interval.</param>
/// <param name="Samples">Milliseconds of every timed round, in order; round i of every network of one measurement lies close together in time.</param>
/// <param name="Noise">The verdict on the machine while measuring.</param>
public sealed record LatencyEstimate(double Median, double HalfWidth, double P10, double P10HalfWidth, ImmutableArray<double> Samples, NoiseVerdict Noise);
