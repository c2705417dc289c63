namespace DepthCompress.GraphIR;

/// <summary>How far a measurement is: finished rounds, and the widest relative half width of a median so far.</summary>
public readonly record struct LatencyProgress(int Rounds, double WidestHalfWidth);
