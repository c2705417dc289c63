namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>The command line does not follow its grammar.</summary>
    public static DiagnosticDescriptor BadUsage => new("DC2101", Severity.Error, "{0}", "'depthcompress --help' lists the commands, 'depthcompress COMMAND --help' its options");

    /// <summary>A setting that is not understood.</summary>
    public static DiagnosticDescriptor BadSetting => new("DC2102", Severity.Error, "{0} cannot be '{1}': {2}", "give it another value");

    /// <summary>A configuration file that is not one.</summary>
    public static DiagnosticDescriptor ConfigurationUnreadable =>
        new("DC2103", Severity.Error, "the configuration cannot be read: {0}", "mend the file; docs/schemas/depthcompress.schema.json says what it may hold");

    /// <summary>Something that the command cannot do without.</summary>
    public static DiagnosticDescriptor MissingSetting => new("DC2104", Severity.Error, "{0} is missing: {1}", "add it to the command line or to depthcompress.json");

    /// <summary>Latency depends on a size that the model leaves open.</summary>
    public static DiagnosticDescriptor InputSizeOpen =>
        new("DC2105", Severity.Error, "the model leaves the size of input '{0}' open: {1}", "name it with --input-shape, for example --input-shape {0}=1x3x224x224");

    /// <summary>Nothing to calibrate with.</summary>
    public static DiagnosticDescriptor NoData => new(
        "DC2106",
        Severity.Warning,
        "no data is named: convolutions are solved for on seeded noise, which says little about real inputs, and the quality below is that on noise",
        "name images with --data, a few hundred suffice and labels are not needed");

    /// <summary>Images, but nothing said about how the network wants them.</summary>
    public static DiagnosticDescriptor NoPreprocessing =>
        new("DC2107", Severity.Warning, "no preprocessing is named: the network gets the pixels as they are read", "name the one it was trained with, for example --preprocess in");

    /// <summary>Images cannot feed every input of the model.</summary>
    public static DiagnosticDescriptor SeveralInputs =>
        new("DC2108", Severity.Error, "the model has {0} inputs ({1}), images can feed only one",
            "name --preprocess ddpm for a network of images and steps of time, or leave --data out: then noise is used for all of them");

    /// <summary>A measure that needs what is not there.</summary>
    public static DiagnosticDescriptor MetricUnfit => new("DC2109", Severity.Error, "'{0}' cannot be measured here: {1}", "choose another --metric, or other data");

    /// <summary>The user stopped the command.</summary>
    public static DiagnosticDescriptor Interrupted =>
        new("DC2110", Severity.Error, "stopped before the end; nothing half-finished is left behind", "start the same command again: finished rows of the tables are not done twice");

    /// <summary>A file besides the model that is not there or cannot be read.</summary>
    public static DiagnosticDescriptor FileUnreadable => new("DC2111", Severity.Error, "the file cannot be read: {0}", "check the path and the permissions");
}
