namespace DepthCompress;

/// <summary>How to get what is missing: with <c>build.sh</c> in a checkout, else by laying it beside the installed program.</summary>
internal static class Remedies
{
    private static readonly string Folder = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
    private static readonly string BridgeSources = Path.Combine(Folder, "torch-bridge");

    /// <summary>Whether this program came as a package; those bring along what the bridge to libtorch is built from.</summary>
    private static bool IsInstalled => Directory.Exists(BridgeSources);

    /// <summary>For the engine itself.</summary>
    internal static string Engine => IsInstalled ? "install the tool again" : "run './build.sh restore' and build again";

    /// <summary>For CUDA and TensorRT.</summary>
    internal static string Gpu => IsInstalled
        ? $"lay the libonnxruntime_providers_* of ONNX Runtime 1.29 for CUDA 13 into {Folder}; they need CUDA 13 and cuDNN 9 on this machine"
        : "'./build.sh gpu' fetches it, it needs CUDA 13 and cuDNN 9 on this machine";

    /// <summary>For libtorch.</summary>
    internal static string Training => IsInstalled
        ? $"with another libtorch: cmake -S {BridgeSources} -B bridge -D LIBTORCH=FOLDER && cmake --build bridge && cp bridge/libtorch_bridge.* {Folder}"
        : "run './build.sh restore' to install libtorch and build its bridge";
}
