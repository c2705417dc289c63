using System.Runtime.InteropServices;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Ort;

/// <summary>What the ONNX Runtime found on this machine offers.</summary>
public static class OrtProviders
{
    /// <summary>Name and version of the engine: <c>onnxruntime 1.29.0</c>.</summary>
    /// <exception cref="DiagnosticException">The native library is missing.</exception>
    public static string Engine => $"onnxruntime {OrtEngine.Environment.GetVersionString()}";

    /// <summary>The name of a provider on the command line and in tables.</summary>
    public static string NameOf(OrtProvider provider) => provider switch
    {
        OrtProvider.Cpu => "cpu",
        OrtProvider.Cuda => "cuda",
        OrtProvider.TensorRt => "tensorrt",
        _ => throw new ArgumentOutOfRangeException(nameof(provider)),
    };

    /// <summary>The provider of a name, or null.</summary>
    public static OrtProvider? Named(string name) =>
        Enum.GetValues<OrtProvider>().Where(provider => NameOf(provider) == name).Select(provider => (OrtProvider?)provider).FirstOrDefault();

    /// <summary>The name of an optimization level in tables.</summary>
    public static string NameOf(OrtOptimization level) => level switch
    {
        OrtOptimization.None => "none",
        OrtOptimization.Basic => "basic",
        OrtOptimization.Extended => "extended",
        OrtOptimization.All => "all",
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    /// <summary>The optimization level of a name, or null.</summary>
    public static OrtOptimization? LevelNamed(string name) =>
        Enum.GetValues<OrtOptimization>().Where(level => NameOf(level) == name).Select(level => (OrtOptimization?)level).FirstOrDefault();

    /// <summary>Why a provider cannot be used here, in the engine's words; null when it can.</summary>
    public static string? WhyNot(OrtProvider provider)
    {
        try
        {
            using var options = OrtEngine.CreateOptions(new OrtSettings { Provider = provider });
            return null;
        }
        catch (DiagnosticException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Where the engine's native library lies, or null when it is missing; what <c>doctor</c> prints.</summary>
    public static string? FindLibrary()
    {
        var name = OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";
        string[] places = [AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")];
        return places.Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists);
    }
}
