namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A model of a project has a value that means nothing.</summary>
    public static DiagnosticDescriptor BadBuildItem => new(
        "DC2697", Severity.Error, "{0} of this DepthCompressModel is '{1}'; possible is {2}", "mend the item in the project file");

    /// <summary>A model of a project lacks what its mode needs.</summary>
    public static DiagnosticDescriptor BuildItemLacks => new(
        "DC2691", Severity.Error, "the DepthCompressModel '{0}' has Mode=\"{1}\", which needs more to be said", "add {2} to the item");

    /// <summary>Two models of a project would be written to one file.</summary>
    public static DiagnosticDescriptor SameBuildOutput => new(
        "DC2692", Severity.Error, "the models '{0}' and '{1}' would both be written to '{2}'",
        "name a folder in OutputFile (it ends in /), or give them different Link");

    /// <summary>The weights beside a plan are no such file.</summary>
    public static DiagnosticDescriptor WeightsUnreadable => new(
        "DC2693", Severity.Error, "the weights of the plan cannot be read: {0}",
            "make them again with 'plan --with-weights' or 'weights', or delete the file");

    /// <summary>The weights beside a plan belong to something else.</summary>
    public static DiagnosticDescriptor WeightsOfAnother => new(
        "DC2694", Severity.Error, "these weights were made for another {0} than the one that is here",
        "make them again with 'plan --with-weights' or 'weights', or delete the file to solve for them anew");

    /// <summary>Weights of a model in several files cannot be kept beside a plan.</summary>
    public static DiagnosticDescriptor WeightsOutside => new(
        "DC2695", Severity.Error, "the model keeps its tensors in other files, which weights beside a plan cannot point at",
            "save it as one file");

    /// <summary>A result that was not made from this model.</summary>
    public static DiagnosticDescriptor ResultOfAnotherModel => new(
        "DC2696", Severity.Error, "it does not say that it was made from '{0}'", "name the model that it was compressed from");
}
