namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>The inference engine cannot be loaded.</summary>
    public static DiagnosticDescriptor EngineMissing => new(
        "DC4001", Severity.Error, "ONNX Runtime cannot be loaded: {0}", "install the tool again; in a checkout run './build.sh restore' and build again, or build with -p:OnnxRuntimeSource=nuget");

    /// <summary>An execution provider was asked for that does not work here.</summary>
    public static DiagnosticDescriptor ProviderUnavailable => new(
        "DC4002", Severity.Error, "the execution provider '{0}' is not available: {1}", "use --provider cpu, or install what 'depthcompress doctor' names");

    /// <summary>The engine does not accept a network.</summary>
    public static DiagnosticDescriptor EngineRefuses => new(
        "DC4003", Severity.Error, "ONNX Runtime does not accept '{0}': {1}", "mend the model, or use a provider that has the operators it needs");

    /// <summary>The engine failed while running a network.</summary>
    public static DiagnosticDescriptor EngineFails => new(
        "DC4004", Severity.Error, "ONNX Runtime failed while running '{0}': {1}", "check that the input suits the model, and that memory suffices");

    /// <summary>A library that decodes images is not there.</summary>
    public static DiagnosticDescriptor ImageLibraryMissing => new(
        "DC4005", Severity.Error, "the library for {0} images ({1}; on Debian apt-get install {2}) cannot be loaded or is too old",
        "install it, or save the images in the other form");

    /// <summary>The library that training runs on cannot be loaded.</summary>
    public static DiagnosticDescriptor TorchMissing => new(
        "DC4101", Severity.Error, "libtorch, which training needs, cannot be loaded: {0}",
        "install libtorch (on Debian: apt-get install --no-install-recommends libtorch-dev libopenblas0-pthread); 'depthcompress doctor' says how to get the bridge to it");

    /// <summary>No GPU where one was asked for.</summary>
    public static DiagnosticDescriptor GpuMissing => new(
        "DC4120", Severity.Error, "{0} needs a CUDA GPU, and this run has none",
        "train on the processor in single precision, or install the driver and a libtorch with CUDA and name it with LIBTORCH");

    /// <summary>Libtorch gives up in the middle, most often for want of memory.</summary>
    public static DiagnosticDescriptor TrainingFails => new(
        "DC4121", Severity.Error, "libtorch fails in step {0}: {1}", "see to it that memory suffices: lower the batch size, or use another device");
}
