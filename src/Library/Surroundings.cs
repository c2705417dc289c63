using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Tables;
using DepthCompress.Runtime.Torch;
using DepthCompress.Runtime.Training;

namespace DepthCompress;

/// <summary>What a process has around it, and tests replace.</summary>
internal sealed record Surroundings
{
    /// <summary>Where progress is shown; null where lines serve.</summary>
    public IProgressView? Progress { get; init; }

    /// <summary>Makes what measures latencies.</summary>
    public Func<OrtSettings, LatencySettings, ILatencyProbe> Probe { get; init; } = (engine, measurement) =>
        new OrtLatencyProbe(engine, measurement);

    /// <summary>
    /// How much of the processor time that so many threads ask for they are given, looked at before latencies are measured; null for not at all.
    /// </summary>
    public Func<int, double>? ShareOfProcessor { get; init; }

    /// <summary>Makes what trains networks.</summary>
    public Func<ITrainer> Trainer { get; init; } = () => new TorchTrainer();

    /// <summary>Why nothing can be trained here; null where it can.</summary>
    public Func<string?> WhyNoTraining { get; init; } = () => TorchFacts.WhyNot;

    /// <summary>Where a worker process gets its orders from.</summary>
    public Func<TextReader> Input { get; init; } = () => Console.In;

    /// <summary>The words this process was started with, where it may start another with them; empty elsewhere.</summary>
    public ImmutableArray<string> CommandLine { get; init; } = [];

    /// <summary>How table files are used.</summary>
    public TableUse Tables { get; init; } = new(Provenance: $"version {ToolVersion.Text} on {MachineDescription.ProcessorName}");

    /// <summary>Programs of the system.</summary>
    public SystemPrograms Programs { get; init; } = SystemPrograms.OfPath;

    /// <summary>Where the processes of a machine take turns on its devices; null where nobody is kept apart from anybody.</summary>
    public string? TurnFolder { get; init; }

    /// <summary>The graphics processors that this process may see, as it was told; null for all.</summary>
    public string? VisibleGraphics { get; init; } = Environment.GetEnvironmentVariable(DeviceName.VisibleVariable);

    /// <summary>How many graphics processors can be trained on.</summary>
    public Func<int> TrainingGraphics { get; init; } = SessionDevices.FindGraphics;

    /// <summary>Lets time go by, unless it is stopped; says whether it was.</summary>
    public Func<TimeSpan, CancellationToken, bool> Pause { get; init; } = (time, cancellation) => cancellation.WaitHandle.WaitOne(time);

    /// <summary>The wish to stop.</summary>
    public CancellationToken Cancellation { get; init; }
}
