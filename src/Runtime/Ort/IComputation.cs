using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Ort;

/// <summary>A file that an engine has loaded, here or in another process: tensors in, tensors out, in the order of the file.</summary>
internal interface IComputation : IDisposable
{
    /// <exception cref="DiagnosticException">The engine failed.</exception>
    ImmutableArray<Tensor> Run(ReadOnlySpan<Tensor> inputs);
}
