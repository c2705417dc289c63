namespace DepthCompress;

/// <summary>Which tables are exported to which files, and of which layers.</summary>
internal sealed record TableExportWishes(string? Latencies, string? Importances, string? FirstSite, string? LastSite, bool Force);
