namespace DepthCompress.GraphIR;

/// <summary>How far a long run is: finished and all rows, and what it is about to do.</summary>
public readonly record struct RunProgress(int Done, int Total, string What);
