using System.Diagnostics;
using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Worker;

/// <summary>
/// An engine in a process of its own. Where it crashes, its process is started again and asked once more; where it crashes again, or takes
/// more time or memory than it may, that is an error of the request and of nothing else. One request at a time.
/// </summary>
/// <param name="start">How the process is started: a program that runs an <see cref="EngineWorker"/> on its input and output.</param>
/// <param name="limits">What it may take.</param>
public sealed class EngineProcess(Func<ProcessStartInfo> start, WorkerLimits limits) : IDisposable
{
    private const int MostAttempts = 2;
    private readonly Lock access = new();
    private RunningWorker? running;

    /// <summary>How often a process was started.</summary>
    public int Starts { get; private set; }

    /// <summary>The number of the process that runs now; null for none.</summary>
    public int? Id => running?.Id;

    /// <summary>Asks for something.</summary>
    /// <param name="about">What it is about, for errors.</param>
    /// <param name="ask">Sends the request; told how many processes were started before, since a new one has forgotten everything.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="progress">Reads reports on the way.</param>
    /// <param name="cancellation">Ends the process.</param>
    /// <exception cref="DiagnosticException">What the engine says, or DC4320 to DC4322.</exception>
    internal T Ask<T>(
        string about, Action<WorkerChannel, int> ask, Func<BinaryReader, T> read, Action<BinaryReader>? progress = null,
        CancellationToken cancellation = default)
    {
        lock (access)
        {
            for (var attempt = 1; ; attempt++)
            {
                cancellation.ThrowIfCancellationRequested();
                var worker = running ??= Start();
                using (cancellation.Register(worker.Kill))
                using (worker.Watch(limits))
                {
                    if (Try(worker, ask, read, progress) is { } answer)
                    {
                        return answer.Value;
                    }
                }

                var end = worker.WaitForEnd();
                Forget();
                cancellation.ThrowIfCancellationRequested();
                if (worker.Exceeded is { } limit)
                {
                    throw limit.Error(null, about, limit == DiagnosticCatalog.WorkerTime ? Seconds(limits.Time) : Megabytes(limits.Memory));
                }

                if (attempt == MostAttempts)
                {
                    throw DiagnosticCatalog.WorkerCrashes.Error(null, about, end);
                }
            }
        }
    }

    /// <summary>Tells the process to forget something, if it is still the one that knows it.</summary>
    internal void Tell(Action<WorkerChannel> tell, int starts)
    {
        lock (access)
        {
            if (running is { } worker && Starts == starts && Try(worker, (channel, _) => tell(channel), _ => true, null) is null)
            {
                Forget();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (access)
        {
            Forget();
        }
    }

    private RunningWorker Start()
    {
        Starts++;
        return RunningWorker.Start(start(), limits);
    }

    private void Forget()
    {
        running?.Dispose();
        running = null;
    }

    /// <summary>The answer; null where the process ended before.</summary>
    private Answer<T>? Try<T>(RunningWorker worker, Action<WorkerChannel, int> ask, Func<BinaryReader, T> read, Action<BinaryReader>? progress)
    {
        try
        {
            ask(worker.Channel, Starts);
            while (worker.Channel.Receive() is var (kind, fields))
            {
                switch (kind)
                {
                    case FrameKind.Progress:
                        progress?.Invoke(fields);
                        break;
                    case FrameKind.Failed:
                        throw fields.ReadFailure();
                    case FrameKind.Done:
                        return new(read(fields));
                    case FrameKind.Exhausted:
                        worker.Exhaust();
                        return null;
                    default:
                        worker.Kill();
                        return null;
                }
            }
        }
        catch (IOException)
        {
            // The pipe is broken: it ended.
        }

        return null;
    }

    private static string Megabytes(long? bytes) =>
        bytes is null ? "what the machine has" : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB");

    private static string Seconds(TimeSpan? time) => string.Create(CultureInfo.InvariantCulture, $"{time?.TotalSeconds:0.###} s");

    private sealed record Answer<T>(T Value);
}
