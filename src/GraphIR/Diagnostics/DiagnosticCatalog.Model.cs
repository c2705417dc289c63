namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>There is no such file.</summary>
    public static DiagnosticDescriptor ModelNotFound =>
        new("DC1001", Severity.Error, "no such file", "check the path of the model");

    /// <summary>The file is something else.</summary>
    public static DiagnosticDescriptor NotAnOnnxModel =>
        new("DC1002", Severity.Error, "not an ONNX model: {0}", "pass a file that was exported to ONNX");

    /// <summary>A node of a known type means something the operator cannot express.</summary>
    public static DiagnosticDescriptor NotUnderstood =>
        new("DC1003", Severity.Info, "kept as it is: {0}", "nothing, unless this node should be compressed");

    /// <summary>The wire format is broken.</summary>
    public static DiagnosticDescriptor DamagedModel =>
        new("DC1004", Severity.Error, "the file is damaged at byte {0}: {1}", "export or download the model again");

    /// <summary>The file ends inside something.</summary>
    public static DiagnosticDescriptor TruncatedModel =>
        new("DC1005", Severity.Error, "the file ends early: '{0}' at byte {1} takes {2} bytes, {3} are left",
            "export or download the model again");

    /// <summary>Nodes read each other in a circle.</summary>
    public static DiagnosticDescriptor CyclicModel =>
        new("DC1006", Severity.Error, "the node depends on its own result",
            "export the model again; a network must not contain a circle outside Loop and Scan");

    /// <summary>Two things define one value.</summary>
    public static DiagnosticDescriptor DuplicateName =>
        new("DC1007", Severity.Error, "the value '{0}' is defined twice", "give every value of the graph a name of its own");

    /// <summary>A value is read that nothing defines.</summary>
    public static DiagnosticDescriptor DanglingName =>
        new("DC1008", Severity.Error, "the value '{0}' is read but never defined", "export the model again; its graph is incomplete");

    /// <summary>An axis, or the product of all, is out of range.</summary>
    public static DiagnosticDescriptor DimensionOverflow =>
        new("DC1009", Severity.Error, "the shape [{1}] of '{0}' is out of range",
            "axes are counted from 0 to 2147483647, and so are the elements of a tensor");

    /// <summary>A tensor has more or less data than its shape takes.</summary>
    public static DiagnosticDescriptor WrongDataLength =>
        new("DC1010", Severity.Error, "'{0}' is {1} and takes {2} bytes; the file holds {3}", "export or download the model again");

    /// <summary>External data is not where the model says.</summary>
    public static DiagnosticDescriptor ExternalDataMissing =>
        new("DC1011", Severity.Error, "the data of '{0}' should lie in '{1}' beside the model, which does not exist",
            "copy that file to the folder of the model");

    /// <summary>External data lies outside the model's folder.</summary>
    public static DiagnosticDescriptor ExternalDataOutside =>
        new("DC1012", Severity.Error, "the data of '{0}' is said to lie in '{1}', which is not inside the folder of the model",
            "save the model with its data beside it, under a relative path");

    /// <summary>External data is reached through a link that may lead anywhere.</summary>
    public static DiagnosticDescriptor ExternalDataLinked =>
        new("DC1013", Severity.Error, "the data of '{0}' lies in '{1}', which is {2}", "put a plain copy of the data in its place");

    /// <summary>External data is too short, or its place is not a number.</summary>
    public static DiagnosticDescriptor ExternalDataRange =>
        new("DC1014", Severity.Error, "the data of '{0}' is said to lie in '{1}' at {2}, which is not inside that file",
            "export or download the model and its data again");

    /// <summary>A key of external data that this version does not know.</summary>
    public static DiagnosticDescriptor ExternalDataKey =>
        new("DC1015", Severity.Warning, "the key '{1}' of the external data of '{0}' is unknown and was ignored",
            "nothing, if the model computes what it should");

    /// <summary>An opset from the future.</summary>
    public static DiagnosticDescriptor OpsetTooNew =>
        new("DC1016", Severity.Warning,
            "opset {0} is newer than {1}, the newest this version knows; its operators are read by what is known of opset {1}",
            "export the model with opset {1} or older, or use a newer version");

    /// <summary>An opset from before the operators got their present meaning.</summary>
    public static DiagnosticDescriptor OpsetTooOld =>
        new("DC1017", Severity.Warning, "opset {0} is older than {1}, the oldest whose operators are understood; every node is kept as it is",
            "export the model with a newer opset, or convert it with onnx.version_converter");

    /// <summary>The file does not say how its nodes are to be understood.</summary>
    public static DiagnosticDescriptor OpsetMissing =>
        new("DC1018", Severity.Error, "the model does not say which opset it is written in",
            "export the model again; 'opset_import' must name the standard domain");

    /// <summary>Weights that a caller could replace.</summary>
    public static DiagnosticDescriptor OverridableInitializers =>
        new("DC1019", Severity.Warning,
            "{0} inputs have default values, '{1}' first; they are taken for constants, and may be absent from the output",
            "export the model without its weights among the inputs");

    /// <summary>More than one tensor or one file can hold.</summary>
    public static DiagnosticDescriptor TooLarge =>
        new("DC1020", Severity.Error, "{0} takes {1} bytes; more than 2147483647 cannot be read",
            "save the model with external data, and split tensors of that size");

    /// <summary>Messages inside messages inside messages.</summary>
    public static DiagnosticDescriptor TooDeep =>
        new("DC1021", Severity.Error, "the file is nested more than {0} levels deep at byte {1}", "flatten the subgraphs of the model");

    /// <summary>More parts than any network has.</summary>
    public static DiagnosticDescriptor TooManyParts =>
        new("DC1022", Severity.Error, "the file consists of more than {0} parts", "export the model again; no network needs so many");

    /// <summary>A format version from the future.</summary>
    public static DiagnosticDescriptor FormatTooNew =>
        new("DC1023", Severity.Warning,
            "IR version {0} is newer than {1}, the newest this version knows; what is new in it is carried along",
            "nothing, if the output loads");

    /// <summary>The operating system does not hand out the file.</summary>
    public static DiagnosticDescriptor ModelUnreadable =>
        new("DC1024", Severity.Error, "the file cannot be read: {0}", "check that it is a file and that you may read it");

    /// <summary>An operator is given what it cannot take.</summary>
    public static DiagnosticDescriptor WrongOperands =>
        new("DC1025", Severity.Error, "its operands do not fit: {0}", "check the model with onnx.checker and export it again");

    /// <summary>The graph contradicts itself in some other way.</summary>
    public static DiagnosticDescriptor UnsoundModel =>
        new("DC1026", Severity.Error, "the graph is not sound: {0}", "check the model with onnx.checker and export it again");

    /// <summary>Weights that make every result not a number.</summary>
    public static DiagnosticDescriptor WeightsNotFinite =>
        new("DC1100", Severity.Warning, "{0} weights hold numbers that are infinite or not a number, '{1}' first; so will be what is computed with them",
            "train or export the model again; a training that diverged leaves such weights");

    /// <summary>Many parts of few bytes each, which memory holds as objects.</summary>
    public static DiagnosticDescriptor TooCostly =>
        new("DC1101", Severity.Error, "the file of {0} bytes would take more than {1} in memory",
            "export the model again; it consists of more and smaller parts than any network");

    /// <summary>The output would replace a file.</summary>
    public static DiagnosticDescriptor OutputExists =>
        new("DC1030", Severity.Error, "the output file exists already", "choose another name, or pass --force");

    /// <summary>The output would replace the input.</summary>
    public static DiagnosticDescriptor OutputIsInput =>
        new("DC1031", Severity.Error, "the output would overwrite the input", "choose another name; the input is never overwritten");

    /// <summary>The operating system does not take the output.</summary>
    public static DiagnosticDescriptor OutputUnwritable =>
        new("DC1032", Severity.Error, "the output cannot be written: {0}",
            "choose a folder that exists, that you may write to, and that has room");

    /// <summary>A network that no single file can hold.</summary>
    public static DiagnosticDescriptor OutputTooLarge =>
        new("DC1033", Severity.Error, "the model takes {0} bytes without its external data; 2147483647 fit",
            "write the model with external data");
}
