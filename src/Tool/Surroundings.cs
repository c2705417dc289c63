using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Torch;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Tool;

/// <summary>What a process has around it, and tests replace.</summary>
internal sealed record Surroundings
{
    /// <summary>Whether somebody watches the second stream on a terminal.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Whether colors are welcome there.</summary>
    public bool HasColor { get; init; }

    /// <summary>Makes what measures latencies.</summary>
    public Func<OrtSettings, LatencySettings, ILatencyProbe> Probe { get; init; } = (engine, measurement) =>
        new OrtLatencyProbe(engine, measurement);

    /// <summary>Makes what trains networks.</summary>
    public Func<ITrainer> Trainer { get; init; } = () => new TorchTrainer();

    /// <summary>Why nothing can be trained here; null where it can.</summary>
    public Func<string?> WhyNoTraining { get; init; } = () => TorchFacts.WhyNot;

    /// <summary>Where a worker process gets its orders from.</summary>
    public Func<TextReader> Input { get; init; } = () => Console.In;

    /// <summary>The wish to stop.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Those of this process.</summary>
    public static Surroundings OfThisProcess(CancellationToken cancellation) => new()
    {
        IsTerminal = !Console.IsErrorRedirected,
        HasColor = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        Cancellation = cancellation,
    };
}
