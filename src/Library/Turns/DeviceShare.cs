using System.Diagnostics;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// The part of one who works on devices that others measure on: a training, or a thread that trains, scores and trains again. Whoever holds it
/// several times over, one call within another, lets go of all at once when it is asked to stand still.
/// </summary>
/// <param name="turns">Who keeps whom apart.</param>
/// <param name="devices">What is worked on.</param>
internal sealed class DeviceShare(DeviceTurns turns, ImmutableArray<string> devices) : ITrainingPause
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan lookedAt = -LookEvery;
    private IDisposable? part;
    private int depth;

    /// <inheritdoc/>
    public bool IsDue
    {
        get
        {
            if (part is null || clock.Elapsed - lookedAt < LookEvery)
            {
                return false;
            }

            lookedAt = clock.Elapsed;
            return turns.IsWanted(devices);
        }
    }

    /// <summary>Takes part; waits while a latency is measured there.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal IDisposable Enter(CancellationToken cancellation)
    {
        if (turns.IsKept && depth == 0)
        {
            part = turns.WaitForShare(devices, cancellation);
        }

        depth++;
        return new Stay(this);
    }

    /// <summary>Stands still while somebody wants to measure.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal void GiveWay(CancellationToken cancellation)
    {
        if (IsDue)
        {
            Wait(cancellation);
        }
    }

    /// <inheritdoc/>
    public void Wait(CancellationToken cancellation)
    {
        part?.Dispose();
        part = null;
        part = turns.WaitForShare(devices, cancellation);
    }

    private void Leave()
    {
        if (--depth == 0)
        {
            part?.Dispose();
            part = null;
        }
    }

    private sealed class Stay(DeviceShare share) : IDisposable
    {
        public void Dispose() => share.Leave();
    }
}
