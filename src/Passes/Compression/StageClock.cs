using System.Diagnostics;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Compression;

/// <summary>Times a stage from now on, and passes on its steps with the time they leave; in the caller's thread, in order.</summary>
/// <param name="name">Of the stage.</param>
/// <param name="progress">Told of every step; null for nobody.</param>
public sealed class StageClock(string name, IProgress<StageProgress>? progress) : IProgress<RunProgress>
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private (int Done, TimeSpan Elapsed)? first;
    private int total;

    /// <summary>Since the stage began.</summary>
    public TimeSpan Elapsed => clock.Elapsed;

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        total = value.Total;
        var elapsed = clock.Elapsed;

        // What an earlier, stopped run had finished says nothing about the speed of this one.
        var (before, began) = first ??= (value.Done, elapsed);
        TimeSpan? left = value.Done > before && total > 0 ? (elapsed - began) * ((double)(total - value.Done) / (value.Done - before)) : null;
        progress?.Report(new StageProgress(name, value.Done, total, value.What, elapsed, left));
    }

    /// <summary>Says that the stage is over.</summary>
    public void Finish() => progress?.Report(new StageProgress(name, total, total, StageProgress.Over, clock.Elapsed, null));
}
