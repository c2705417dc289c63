namespace DepthCompress.Runtime.Training;

/// <summary>One validation.</summary>
/// <param name="Step">Finished steps.</param>
/// <param name="Metric">More is better.</param>
internal readonly record struct ValidationPoint(long Step, double Metric);
