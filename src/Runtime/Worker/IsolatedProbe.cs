using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Worker;

/// <summary>Measures networks in an engine's process, which does nothing else; its clock counts, so that the way there costs nothing.</summary>
/// <param name="process">Disposed with this.</param>
/// <param name="settings">How networks are run.</param>
/// <param name="measurement">When a measurement is good enough.</param>
public sealed class IsolatedProbe(EngineProcess process, OrtSettings settings, LatencySettings measurement) : ILatencyProbe, IDisposable
{
    /// <inheritdoc/>
    public MachineIdentity Machine => MachineDescription.Read(settings).Identity;

    /// <inheritdoc/>
    public ImmutableArray<LatencyEstimate> Measure(
        ImmutableArray<LatencyRequest> requests, IProgress<LatencyProgress>? progress = null, CancellationToken cancellation = default)
    {
        foreach (var request in requests)
        {
            OrtInputs.Check(request.Graph, request.Inputs.AsSpan());
        }

        EngineFile[] files = [.. requests.Select(request => EngineFile.Of(request.Graph, OrtEngine.InMemoryLimit))];
        try
        {
            return process.Ask<ImmutableArray<LatencyEstimate>>(
                string.Join(", ", requests.Select(request => request.Graph.Name).Distinct()),
                (channel, _) => channel.Send(FrameKind.Measure, writer => Write(writer, requests, files)),
                reader => [.. requests.Select(_ => reader.ReadEstimate())],
                reader => Report(progress, reader),
                cancellation);
        }
        finally
        {
            foreach (var file in files)
            {
                file.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();

    private void Write(BinaryWriter writer, ImmutableArray<LatencyRequest> requests, EngineFile[] files)
    {
        writer.Write(settings);
        writer.Write(measurement);
        writer.Write(files.Length);
        foreach (var (request, file) in requests.Zip(files))
        {
            file.Write(writer);
            WorkerChannel.Write(writer, request.Inputs.AsSpan());
        }
    }

    private static void Report(IProgress<LatencyProgress>? progress, BinaryReader reader)
    {
        var report = new LatencyProgress(reader.ReadInt32(), reader.ReadDouble());
        progress?.Report(report);
    }
}
