using DepthCompress.GraphIR;
using Microsoft.ML.OnnxRuntime;

namespace DepthCompress.Runtime.Ort;

/// <summary>A session of the engine in this process.</summary>
/// <param name="session">Disposed with this.</param>
/// <param name="network">Its name, for errors.</param>
internal sealed class OrtComputation(InferenceSession session, string network) : IComputation
{
    private readonly RunOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    public ImmutableArray<Tensor> Run(ReadOnlySpan<Tensor> inputs)
    {
        try
        {
            // Texts among the inputs are refused here already.
            using var shared = OrtTensors.Share(inputs);
            using var results = session.Run(options, session.InputNames, shared.Values, session.OutputNames);
            return [.. results.Select(OrtTensors.Copy)];
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or NotSupportedException)
        {
            var reason = exception is OnnxRuntimeException failure ? OrtEngine.Shorten(failure) : $"a result cannot be read: {exception.Message}";
            throw DiagnosticCatalog.EngineFails.Error(null, network, reason);
        }
    }

    public void Dispose()
    {
        options.Dispose();
        session.Dispose();
    }
}
