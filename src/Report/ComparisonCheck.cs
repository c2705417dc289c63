namespace DepthCompress.Report;

/// <summary>Something that was to be proved.</summary>
/// <param name="Check">What.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Finding">What was found.</param>
public sealed record ComparisonCheck(string Check, bool Passed, string Finding);
