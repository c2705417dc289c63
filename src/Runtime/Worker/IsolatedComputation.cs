using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Worker;

/// <summary>A network in an engine's process; loaded again where the process is a new one.</summary>
internal sealed class IsolatedComputation : IComputation
{
    private readonly EngineProcess process;
    private readonly Graph graph;
    private readonly OrtSettings settings;
    private readonly long limit;
    private (int Starts, int Number) loaded;

    /// <summary>Loads it.</summary>
    /// <exception cref="DiagnosticException">The engine refuses it, or cannot load it within its limits.</exception>
    internal IsolatedComputation(EngineProcess process, Graph graph, OrtSettings settings, long limit)
    {
        (this.process, this.graph, this.settings, this.limit) = (process, graph, settings, limit);
        Load();
    }

    public ImmutableArray<Tensor> Run(ReadOnlySpan<Tensor> inputs)
    {
        var given = inputs.ToImmutableArray();
        return process.Ask<ImmutableArray<Tensor>>(
            graph.Name,
            (channel, starts) =>
            {
                if (starts != loaded.Starts)
                {
                    Reload(channel, starts);
                }

                channel.Send(FrameKind.Run, writer =>
                {
                    writer.Write(loaded.Number);
                    WorkerChannel.Write(writer, given.AsSpan());
                });
            },
            WorkerChannel.ReadTensors);
    }

    public void Dispose() => process.Tell(channel => channel.Send(FrameKind.Close, writer => writer.Write(loaded.Number)), loaded.Starts);

    private void Load()
    {
        using var file = EngineFile.Of(graph, limit);
        loaded = process.Ask(graph.Name, (channel, _) => Send(channel, file), reader => (process.Starts, reader.ReadInt32()));
    }

    /// <summary>A new process has forgotten the network.</summary>
    private void Reload(WorkerChannel channel, int starts)
    {
        using var file = EngineFile.Of(graph, limit);
        Send(channel, file);
        loaded = channel.Receive() switch
        {
            (FrameKind.Done, var fields) => (starts, fields.ReadInt32()),
            (FrameKind.Failed, var fields) => throw fields.ReadFailure(),
            _ => throw new IOException("the process ended while it loaded a network"),
        };
    }

    private void Send(WorkerChannel channel, EngineFile file) => channel.Send(FrameKind.Open, writer =>
    {
        writer.Write(settings);
        file.Write(writer);
    });
}
