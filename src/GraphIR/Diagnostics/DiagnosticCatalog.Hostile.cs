namespace DepthCompress.GraphIR;

/// <content>What files and command lines say that contradicts itself.</content>
public static partial class DiagnosticCatalog
{
    /// <summary>What a file declares of values in between is not what operators make.</summary>
    public static DiagnosticDescriptor DeclaredTypesWrong =>
        new("DC1150", Severity.Warning, "the types that the file declares of {0} values are wrong, '{1}' first: declared {2}, is {3}; they are ignored",
            "remove value_info from the model, or export it again");

    /// <summary>A declaration that could not be checked turned out to be wrong.</summary>
    public static DiagnosticDescriptor DeclaredTypesContradict =>
        new("DC1151", Severity.Error, "the types that the model declares contradict what its operators make, which shows after '{0}': {1}",
            "check the model with onnx.checker and full shape inference, and export it again; if it passes, report it with the model");

    /// <summary>Two results of a command would go to one file.</summary>
    public static DiagnosticDescriptor OutputsCollide =>
        new("DC1152", Severity.Error, "one file would be {0} and {1}", "give every output a name of its own");
}
