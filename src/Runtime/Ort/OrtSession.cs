using DepthCompress.GraphIR;
using Microsoft.ML.OnnxRuntime;

namespace DepthCompress.Runtime.Ort;

/// <summary>One graph, ready to run; what is fetched without computing (inputs, constants) never reaches the engine.</summary>
internal sealed class OrtSession(Graph graph, ImmutableArray<Value> fetched, ImmutableArray<Value> computed, InferenceSession? session) : IGraphSession
{
    private readonly RunOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    public ImmutableArray<Tensor> Run(params ReadOnlySpan<Tensor> inputs)
    {
        OrtInputs.Check(graph, inputs);
        var known = new Dictionary<Value, Tensor>();
        for (var i = 0; i < inputs.Length; i++)
        {
            known[graph.Inputs[i]] = inputs[i];
        }

        if (session is not null)
        {
            Compute(session, inputs, known);
        }

        return [.. fetched.Select(value => known.TryGetValue(value, out var tensor) ? tensor : graph.Initializers[value])];
    }

    public void Dispose()
    {
        options.Dispose();
        session?.Dispose();
    }

    private void Compute(InferenceSession engine, ReadOnlySpan<Tensor> inputs, Dictionary<Value, Tensor> known)
    {
        try
        {
            // Texts among the inputs are refused here already.
            using var shared = OrtTensors.Share(inputs);
            using var results = engine.Run(options, engine.InputNames, shared.Values, engine.OutputNames);
            for (var i = 0; i < computed.Length; i++)
            {
                known[computed[i]] = OrtTensors.Copy(results[i]);
            }
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or NotSupportedException)
        {
            var reason = exception is OnnxRuntimeException failure ? OrtEngine.Shorten(failure) : $"a result cannot be read: {exception.Message}";
            throw DiagnosticCatalog.EngineFails.Error(null, graph.Name, reason);
        }
    }
}
