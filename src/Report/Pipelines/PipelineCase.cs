namespace DepthCompress.Report;

/// <summary>One thing that a run had to show, and whether it did.</summary>
/// <param name="Kind">What kind of thing: run, check, output, target, gate.</param>
/// <param name="Name">The thing; the same in every run.</param>
/// <param name="Passed">Whether it did.</param>
/// <param name="Finding">What was found.</param>
public sealed record PipelineCase(string Kind, string Name, bool Passed, string Finding);
