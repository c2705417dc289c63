namespace DepthCompress.GraphIR;

/// <content>Reports of finished runs.</content>
public static partial class DiagnosticCatalog
{
    /// <summary>One run has nothing beside it.</summary>
    public static DiagnosticDescriptor NothingToCompareWith =>
        new("DC2720", Severity.Error, "one report alone cannot be compared", "name two JSON reports of compress or prune, or more, behind --compare");
}
