namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A text names no kind of data.</summary>
    public static DiagnosticDescriptor UnknownDataSource =>
        new("DC2001", Severity.Error, "no such kind of data; there are {0}", "begin with one of these, then a colon");

    /// <summary>An option that the kind of data does not have.</summary>
    public static DiagnosticDescriptor UnknownDataOption =>
        new("DC2002", Severity.Error, "option '{0}' is unknown; known are {1}", "correct or remove the option");

    /// <summary>The value of an option cannot be used.</summary>
    public static DiagnosticDescriptor BadDataOption =>
        new("DC2003", Severity.Error, "option '{0}' cannot be used: {1}", "give it another value");

    /// <summary>An option that cannot be left out.</summary>
    public static DiagnosticDescriptor MissingDataOption =>
        new("DC2004", Severity.Error, "option '{0}' is missing", "add it behind '?', further options behind '&'");

    /// <summary>A data file or folder that is not there.</summary>
    public static DiagnosticDescriptor DataMissing => new("DC2005", Severity.Error, "it does not exist", "correct the path of the data");

    /// <summary>A folder without the file that belongs into it.</summary>
    public static DiagnosticDescriptor DataFileMissing =>
        new(
            "DC2006", Severity.Error, "no file of the {0} images is in this folder; looked for {1}",
            "name another folder, or the file itself");

    /// <summary>The file system refuses.</summary>
    public static DiagnosticDescriptor DataUnreadable =>
        new("DC2007", Severity.Error, "the data cannot be read: {0}", "check the permissions and the disk");

    /// <summary>A compressed or counted file that is not whole.</summary>
    public static DiagnosticDescriptor DataDamaged =>
        new("DC2008", Severity.Error, "the data is damaged or incomplete: {0}", "fetch the file again");

    /// <summary>A file of records that does not divide into records.</summary>
    public static DiagnosticDescriptor RecordSizeWrong =>
        new(
            "DC2009", Severity.Error, "{0} bytes are no whole number of records of {1} bytes (label {2}, image {3})",
            "correct height, width, channels or label, or fetch the file again");

    /// <summary>Nothing to read.</summary>
    public static DiagnosticDescriptor EmptyData =>
        new("DC2010", Severity.Error, "no images are left to read: {0} were found", "name other data, or lower 'skip'");

    /// <summary>More data than memory is meant to hold.</summary>
    public static DiagnosticDescriptor DataTooLarge =>
        new("DC2011", Severity.Error, "the unpacked data is larger than {0} GiB", "take a part of it with 'first'");

    /// <summary>Images of an absurd size.</summary>
    public static DiagnosticDescriptor ImageTooLarge =>
        new("DC2012", Severity.Error, "images of {0} are too large", "correct height, width and channels");

    /// <summary>A label that names no class.</summary>
    public static DiagnosticDescriptor LabelOutOfRange =>
        new(
            "DC2013", Severity.Error, "record {0} has label {1}, but labels are whole numbers from 0 to {2}",
            "correct the data, or the options that say how it is read");

    /// <summary>Labels that do not belong to the images.</summary>
    public static DiagnosticDescriptor LabelCountWrong =>
        new("DC2014", Severity.Error, "{0} labels for {1} images", "name the labels of these images, one for each");

    /// <summary>A header that is none.</summary>
    public static DiagnosticDescriptor ArrayHeaderBroken =>
        new("DC2015", Severity.Error, "the header cannot be read: {0}", "write the file again, or name another");

    /// <summary>An array of something else than plain numbers.</summary>
    public static DiagnosticDescriptor ArrayTypeUnsupported =>
        new(
            "DC2016", Severity.Error, "an array {0} cannot be read",
            "save it as float32, float64, float16, uint8, int32 or int64, little-endian");

    /// <summary>An array in column-major order.</summary>
    public static DiagnosticDescriptor ArrayOrderUnsupported =>
        new("DC2017", Severity.Error, "the array is in Fortran order", "save numpy.ascontiguousarray of it");

    /// <summary>A header that promises more or less than the file holds.</summary>
    public static DiagnosticDescriptor ArraySizeWrong =>
        new("DC2018", Severity.Error, "the header promises {0} numbers of type {1}, but {2} bytes follow", "write the file again");

    /// <summary>An array that is no list of images.</summary>
    public static DiagnosticDescriptor ArrayShapeUnfit =>
        new("DC2019", Severity.Error, "an array of {0} cannot be used; wanted are {1}", "save it in such a shape");

    /// <summary>A preprocessing that is neither a preset nor a list of steps.</summary>
    public static DiagnosticDescriptor PreprocessingNotUnderstood =>
        new(
            "DC2020", Severity.Error, "preprocessing '{0}' is not understood: {1}",
            "name a preset, or key=value pairs with semicolons between them");

    /// <summary>A preprocessing for other images.</summary>
    public static DiagnosticDescriptor PreprocessingUnfit =>
        new(
            "DC2021", Severity.Error, "preprocessing '{0}' does not suit images of {1}: {2}",
            "change the preprocessing, or take other images");

    /// <summary>Images that the model does not take.</summary>
    public static DiagnosticDescriptor ImageSizeWrong =>
        new(
            "DC2022", Severity.Error, "images are {0} after preprocessing, but the model's input '{1}' takes {2}",
            "resize, crop or upscale in the preprocessing, or change its layout");

    /// <summary>A smaller calibration or selection set than asked for.</summary>
    public static DiagnosticDescriptor TooFewImages =>
        new(
            "DC2023", Severity.Warning, "'{0}' leaves {1} images to tune on, {2} were asked for; all of these are used",
            "nothing, or name more images");

    /// <summary>Not enough images to tune on some and judge by others.</summary>
    public static DiagnosticDescriptor TooFewToDivide =>
        new("DC2024", Severity.Error, "{0} images cannot be divided into images to tune on and images to judge by", "name at least four");

    /// <summary>An augmentation that is no list of steps.</summary>
    public static DiagnosticDescriptor AugmentationNotUnderstood =>
        new("DC2025", Severity.Error, "augmentation '{0}' is not understood: {1}", "write for example crop=4;flip");

    /// <summary>Some images of a folder are damaged.</summary>
    public static DiagnosticDescriptor ImagesSkipped =>
        new(
            "DC2026", Severity.Warning, "'{0}': {1} of {2} images cannot be read and are skipped, the first of them '{3}': {4}",
            "replace or remove these files");

    /// <summary>All images of a folder are damaged.</summary>
    public static DiagnosticDescriptor NoImageReadable =>
        new("DC2027", Severity.Error, "none of the {0} images can be read, the first of them '{1}': {2}", "name other data");

    /// <summary>Images of a folder that need one size.</summary>
    public static DiagnosticDescriptor ImageSizesDiffer =>
        new(
            "DC2028", Severity.Error, "this image is {0}, the first one {1}",
            "add ?size=224, or another size: every image is then made just large enough to cover it and cut to its middle");

    /// <summary>A network from code that cannot be built as asked.</summary>
    public static DiagnosticDescriptor NetworkUnfit =>
        new("DC2030", Severity.Error, "cannot be built for {0}: {1}", "leave the option out, or give it another value");

    /// <summary>A name that is not in the catalog of networks.</summary>
    public static DiagnosticDescriptor UnknownNetwork =>
        new("DC2031", Severity.Error, "no such network; there are {0}", "name one of these");

    /// <summary>A latency or importance table that cannot be read.</summary>
    public static DiagnosticDescriptor MalformedTable =>
        new("DC2050", Severity.Error, "line {0} of the table: {1}", "mend that line, or have 'profile' or 'importance' write the table anew");

    /// <summary>What is fed to a network is not what it takes.</summary>
    public static DiagnosticDescriptor InputMismatch =>
        new("DC2060", Severity.Error, "'{0}' takes {1}, not {2}", "name data of that type and size, or a preprocessing that makes it so");

    /// <summary>A preprocessing that makes images and steps, for a network that takes something else.</summary>
    public static DiagnosticDescriptor NoStepInput =>
        new(
            "DC2675", Severity.Error, "preprocessing '{0}' makes images and their steps of time, but the model takes {1}",
            "wanted are an image in floating point with four axes, and 32- or 64-bit integers with one axis; name another preprocessing");
}
