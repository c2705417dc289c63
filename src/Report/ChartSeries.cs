namespace DepthCompress.Report;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What it shows, with its unit.</param>
/// <param name="Look">How it is drawn.</param>
/// <param name="Points">Its points; a value that is not finite is left out.</param>
/// <param name="IsOnRight">Whether its values are read on the right, on a scale of their own.</param>
public sealed record ChartSeries(string Name, SeriesLook Look, ImmutableArray<(double X, double Y)> Points, bool IsOnRight = false);
