using DepthCompress.GraphIR;

namespace DepthCompress.Report;

/// <summary>A diagnostic of a run, and the file it is about.</summary>
/// <param name="Diagnostic">The diagnostic.</param>
/// <param name="File">As it was named.</param>
/// <param name="Key">What tells it from others of its kind at the same place, the same in every run; null where nothing is needed.</param>
public sealed record PipelineFinding(Diagnostic Diagnostic, string File, string? Key = null);
