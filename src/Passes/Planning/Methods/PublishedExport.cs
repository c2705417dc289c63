namespace DepthCompress.Passes.Planning;

/// <summary>A table in the published format.</summary>
/// <param name="Text">The file.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Missing">How many it should have more; nothing is known of them.</param>
public sealed record PublishedExport(string Text, int Rows, int Missing);
