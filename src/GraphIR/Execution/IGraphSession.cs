namespace DepthCompress.GraphIR;

/// <summary>A prepared graph. Not for several threads at once.</summary>
public interface IGraphSession : IDisposable
{
    /// <summary>Runs one batch: one tensor per graph input, in order; returns one per fetched value, in order.</summary>
    /// <exception cref="DiagnosticException">The engine failed, or an input has a wrong type.</exception>
    ImmutableArray<Tensor> Run(params ReadOnlySpan<Tensor> inputs);
}
