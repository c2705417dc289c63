namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A plan file is not one.</summary>
    public static DiagnosticDescriptor PlanUnreadable =>
        new("DC3101", Severity.Error, "this is not a plan: {0}", "write it anew with 'depthcompress plan', or mend the JSON");

    /// <summary>A plan of another version of the format.</summary>
    public static DiagnosticDescriptor PlanOfAnotherFormat =>
        new("DC3102", Severity.Error, "the plan has format '{0}', this version reads '{1}'", "write it anew with 'depthcompress plan'");

    /// <summary>A plan made for another model.</summary>
    public static DiagnosticDescriptor PlanOfAnotherModel =>
        new("DC3103", Severity.Error, "the plan was made for a model with digest {0}, this one has {1}", "make a plan for this model, or give --force-plan to apply it by names");

    /// <summary>A plan names what the model does not have.</summary>
    public static DiagnosticDescriptor PlanNamesUnknownSite =>
        new("DC3104", Severity.Error, "the plan names layer site '{0}', which this model does not have", "compare the names with 'depthcompress inspect'");

    /// <summary>A planned segment is not one.</summary>
    public static DiagnosticDescriptor PlanSegmentIllegal =>
        new("DC3105", Severity.Error, "the segment '{0}' to '{1}' cannot be realized by {2}: {3}", "change or remove it in the plan");

    /// <summary>Two planned segments share a site.</summary>
    public static DiagnosticDescriptor PlanSegmentsOverlap =>
        new("DC3106", Severity.Error, "the segments that begin with '{0}' and '{1}' overlap", "remove one of them from the plan");

    /// <summary>No plan is fast enough.</summary>
    public static DiagnosticDescriptor BudgetUnreachable =>
        new("DC3201", Severity.Error, "no plan reaches {0:0.###} ms; the fastest is predicted at {1:0.###} ms ({2:0.##}x)", "ask for less speed, or allow more families, kernels or longer segments");

    /// <summary>No plan keeps the quality.</summary>
    public static DiagnosticDescriptor NothingToCompress =>
        new("DC3202", Severity.Error, "no layer chain of this network offers anything to merge (chains need float32 values and two or more layers)", "see 'depthcompress inspect' for the barriers and their reasons");

    /// <summary>The unchanged network has no quality to compare with.</summary>
    public static DiagnosticDescriptor MetricNotANumber =>
        new("DC3203", Severity.Error, "{0} of the unchanged network is not a number", "check the data, the preprocessing and the model with 'verify', or choose another --metric");

    /// <summary>Tables of a published method contradict each other.</summary>
    public static DiagnosticDescriptor TablesInconsistent =>
        new("DC3204", Severity.Error, "the tables do not fit together: {0}", "make both tables anew for the same model");

    /// <summary>A size that is needed is not known.</summary>
    public static DiagnosticDescriptor ShapeUnknown =>
        new("DC3107", Severity.Error, "the size of '{0}' depends on the input in a way that was not derived", "fix the input sizes of the model, then try again");
}
