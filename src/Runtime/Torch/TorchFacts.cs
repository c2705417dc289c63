using TorchSharp;

namespace DepthCompress.Runtime.Torch;

/// <summary>The libtorch of this machine.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Threads">Processor threads it uses unless told otherwise.</param>
/// <param name="Gpus">CUDA GPUs that work.</param>
public sealed record TorchFacts(string Version, int Threads, int Gpus)
{
    /// <summary>Why it cannot be used; null where it can.</summary>
    public static string? WhyNot => TorchEngine.WhyNot;

    /// <summary>Looks.</summary>
    /// <exception cref="GraphIR.DiagnosticException">It cannot be used.</exception>
    public static TorchFacts Find()
    {
        TorchEngine.Require();
        return new(torch.__version__, torch.get_num_threads(), torch.cuda.is_available() ? torch.cuda.device_count() : 0);
    }

    /// <inheritdoc/>
    public override string ToString() => $"libtorch {Version}, {Threads} thread(s), {(Gpus > 0 ? $"{Gpus} CUDA GPU(s)" : "no CUDA GPU")}";
}
