using System.Diagnostics;
using DepthCompress.GraphIR;
using Microsoft.ML.OnnxRuntime;
using Tensor = DepthCompress.GraphIR.Tensor;

namespace DepthCompress.Runtime.Ort;

/// <summary>
/// A network with its inputs and outputs bound once, so that nothing but the engine's run is timed. On an accelerator the inputs lie on
/// the device and the outputs come back to the host.
/// </summary>
internal sealed class BoundSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly OrtTensors inputs;
    private readonly OrtIoBinding binding;
    private readonly RunOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly string network;

    /// <summary>Binds a session, which is disposed with this.</summary>
    internal BoundSession(InferenceSession session, string network, ImmutableArray<Tensor> inputs)
    {
        (this.session, this.network) = (session, network);
        this.inputs = OrtTensors.Share(inputs.AsSpan());
        binding = session.CreateIoBinding();
        foreach (var (name, value) in session.InputNames.Zip(this.inputs.Values))
        {
            binding.BindInput(name, value);
        }

        foreach (var name in session.OutputNames)
        {
            binding.BindOutputToDevice(name, OrtMemoryInfo.DefaultInstance);
        }

        binding.SynchronizeBoundInputs();
    }

    /// <summary>Loads a network and binds it.</summary>
    /// <exception cref="DiagnosticException">The inputs do not suit, or the engine refuses the network.</exception>
    internal static BoundSession Of(LatencyRequest request, OrtSettings settings)
    {
        OrtInputs.Check(request.Graph, request.Inputs.AsSpan());
        return new(OrtEngine.Open(request.Graph, settings, OrtEngine.InMemoryLimit), request.Graph.Name, request.Inputs);
    }

    /// <summary>The seconds that so many runs take, after one that is not timed and brings the weights back into the caches.</summary>
    internal double Time(int calls)
    {
        try
        {
            session.RunWithBinding(options, binding);
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++)
            {
                session.RunWithBinding(options, binding);
            }

            binding.SynchronizeBoundOutputs();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        catch (OnnxRuntimeException exception)
        {
            throw DiagnosticCatalog.EngineFails.Error(null, network, OrtEngine.Shorten(exception));
        }
    }

    public void Dispose()
    {
        binding.Dispose();
        inputs.Dispose();
        options.Dispose();
        session.Dispose();
    }
}
