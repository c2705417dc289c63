using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>How many processor threads libtorch uses, until it is disposed. They are the whole process's.</summary>
internal sealed class ThreadCount : IDisposable
{
    private readonly int before = torch.get_num_threads();

    /// <param name="threads">0 for all cores.</param>
    public ThreadCount(int threads) => torch.set_num_threads(threads > 0 ? threads : Environment.ProcessorCount);

    public void Dispose() => torch.set_num_threads(before);
}
