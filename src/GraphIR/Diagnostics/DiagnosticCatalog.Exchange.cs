namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>Rows of a table do not lie on the network at all.</summary>
    public static DiagnosticDescriptor TableOfAnotherNetwork =>
        new("DC3220", Severity.Error,
            "this is a table of another network: {0} of its {1} rows fit at best, with position 0 in front of '{2}'",
            "take a table of this network; if it is one, name the layer behind its position 0 with --first-site");

    /// <summary>A row of a table lies on the network, and may not.</summary>
    public static DiagnosticDescriptor TableRowIllegal =>
        new("DC3221", Severity.Error, "the row from {0} to {1} ('{2}' to '{3}') is none of this network: {4}",
            "remove the row, or correct it");

    /// <summary>A table is not complete.</summary>
    public static DiagnosticDescriptor TableRowsMissing =>
        new("DC3222", Severity.Error, "{0} of {1} rows are missing, the first from {2} to {3} ('{4}' to '{5}'){6}",
            "complete the table; with --force-tables a segment without row is not merged, but a single layer always needs one");

    /// <summary>A table goes on behind the end of the network.</summary>
    public static DiagnosticDescriptor TableTooLong =>
        new("DC3223", Severity.Error, "its positions go up to {0}; the network has {1} layer sites from '{2}' on",
            "take a table of this network, or name an earlier layer with --first-site");

    /// <summary>A table could lie in several places.</summary>
    public static DiagnosticDescriptor TablePlaceUnclear =>
        new("DC3224", Severity.Error, "its positions fit in {0} places of this network, such as from '{1}' and from '{2}' on",
            "name the layer behind its position 0 with --first-site");

    /// <summary>A table is true of something else.</summary>
    public static DiagnosticDescriptor TableOfAnotherOrigin =>
        new("DC3225", Severity.Error, "it is of {0} {1}, wanted is {2}",
            "make it anew with the same options, or take it all the same with --force-tables");

    /// <summary>Nobody knows what a table is true of.</summary>
    public static DiagnosticDescriptor TableOfUnknownOrigin =>
        new("DC3226", Severity.Warning, "no file '{0}' says which model and machine this table is of; it is taken as it is",
            "make sure that it fits");

    /// <summary>No plan keeps the quality.</summary>
    public static DiagnosticDescriptor DropUnreachable =>
        new("DC3227", Severity.Error, "every plan is predicted to lose more than {0:0.####}; the least is {1:0.####}",
            "allow more with --max-drop");

    /// <summary>A layer is named that the network lacks.</summary>
    public static DiagnosticDescriptor FirstSiteUnknown =>
        new("DC3228", Severity.Error, "there is no layer site '{0}' that its position 0 could stand in front of",
            "compare the names with 'depthcompress inspect'");
}
