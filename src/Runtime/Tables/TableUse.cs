namespace DepthCompress.Runtime.Tables;

/// <summary>How a table file is used.</summary>
/// <param name="IsShared">
/// Whether several processes of this machine may write it, by a log beside it; a network filesystem wants one writer and none of that.
/// </param>
/// <param name="Provenance">What found the importances that are saved: the version of the program and the machine.</param>
public sealed record TableUse(bool IsShared = true, string? Provenance = null);
