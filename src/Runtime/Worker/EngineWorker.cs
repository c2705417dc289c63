using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Worker;

/// <summary>
/// The inside of an engine's process: loads, runs and measures what it is told, until whoever tells it is gone. It knows no tables and no
/// plans, and writes no files, so that nothing is lost with it.
/// </summary>
public sealed class EngineWorker(Stream input, Stream output)
{
    private readonly WorkerChannel channel = new(input, output);
    private readonly Dictionary<int, IComputation> networks = [];
    private int last;

    /// <summary>Works until the input ends.</summary>
    public void Run()
    {
        try
        {
            while (channel.Receive() is var (kind, fields))
            {
                Answer(kind, fields);
            }
        }
        catch (OutOfMemoryException)
        {
            // Half of a request may be read: nothing can be understood any more.
            channel.Send(FrameKind.Exhausted, _ => { });
        }
        catch (IOException)
        {
            // Nobody listens any more.
        }
        finally
        {
            foreach (var network in networks.Values)
            {
                network.Dispose();
            }
        }
    }

    private void Answer(FrameKind kind, BinaryReader fields)
    {
        Action<BinaryWriter> answer;
        try
        {
            answer = Do(kind, fields);
        }
        catch (DiagnosticException problem)
        {
            channel.Send(FrameKind.Failed, writer => writer.Write(problem.Diagnostic));
            return;
        }

        channel.Send(FrameKind.Done, answer);
    }

    private Action<BinaryWriter> Do(FrameKind kind, BinaryReader fields) => kind switch
    {
        FrameKind.Open => Open(fields),
        FrameKind.Run => Run(fields),
        FrameKind.Close => Close(fields),
        FrameKind.Measure => Measure(fields),
        _ => throw new InvalidDataException($"a message of kind {(int)kind}"),
    };

    private Action<BinaryWriter> Open(BinaryReader fields)
    {
        var (settings, file) = (fields.ReadSettings(), EngineFile.Read(fields));
        networks.Add(++last, new OrtComputation(file.Load(settings), file.Name));
        return writer => writer.Write(last);
    }

    private Action<BinaryWriter> Run(BinaryReader fields)
    {
        var (number, inputs) = (fields.ReadInt32(), WorkerChannel.ReadTensors(fields));
        var results = networks[number].Run(inputs.AsSpan());
        return writer => WorkerChannel.Write(writer, results.AsSpan());
    }

    private Action<BinaryWriter> Close(BinaryReader fields)
    {
        if (networks.Remove(fields.ReadInt32(), out var network))
        {
            network.Dispose();
        }

        return _ => { };
    }

    private Action<BinaryWriter> Measure(BinaryReader fields)
    {
        var (settings, measurement) = (fields.ReadSettings(), fields.ReadMeasurement());
        var files = Enumerable.Range(0, fields.ReadInt32()).Select(_ => (File: EngineFile.Read(fields), Inputs: WorkerChannel.ReadTensors(fields)))
            .ToArray();
        var sessions = new List<BoundSession>();
        try
        {
            foreach (var (file, inputs) in files)
            {
                sessions.Add(new BoundSession(file.Load(settings), file.Name, inputs));
            }

            var estimates = new LatencyRun(measurement).Measure([.. sessions.Select(session => (Func<int, double>)session.Time)], new Reporter(channel));
            return writer =>
            {
                foreach (var estimate in estimates)
                {
                    writer.Write(estimate);
                }
            };
        }
        finally
        {
            sessions.ForEach(session => session.Dispose());
        }
    }

    private sealed class Reporter(WorkerChannel channel) : IProgress<LatencyProgress>
    {
        public void Report(LatencyProgress value) => channel.Send(FrameKind.Progress, writer =>
        {
            writer.Write(value.Rounds);
            writer.Write(value.WidestHalfWidth);
        });
    }
}
