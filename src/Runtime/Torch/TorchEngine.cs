using DepthCompress.GraphIR;
using TorchSharp;

namespace DepthCompress.Runtime.Torch;

/// <summary>The gate in front of libtorch: whether it can be loaded is found out once, and said in words of ours.</summary>
internal static class TorchEngine
{
    private static readonly Lazy<string?> Missing = new(() => FailureOf(() => torch.zeros(1).Dispose()));

    /// <summary>Why libtorch cannot be used; null where it can.</summary>
    internal static string? WhyNot => Missing.Value;

    /// <exception cref="DiagnosticException">Libtorch cannot be used.</exception>
    internal static void Require()
    {
        if (WhyNot is { } reason)
        {
            throw DiagnosticCatalog.TorchMissing.Error(null, reason);
        }
    }

    /// <summary>Why a first use of libtorch fails; null where it does not.</summary>
    internal static string? FailureOf(Action use)
    {
        try
        {
            use();
            return null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
            or TypeInitializationException or FileNotFoundException or NotSupportedException)
        {
            return (exception.InnerException ?? exception).Message.Split('\n')[0];
        }
    }
}
