using System.Diagnostics;

namespace DepthCompress;

/// <summary>
/// Keeps trainings and measurements of latency on one device apart, over all processes of this machine. Trainings share a device; a measurement
/// has it alone. While one waits nobody begins to train, and whoever trains stands still after the step it is at, so that no measurement waits
/// for long; and since trainings go on between two measurements, they do not wait forever either.
/// </summary>
/// <remarks>
/// Two files for each device: <c>.turn</c> belongs to the measurement whose turn it is, from its first wish on, and <c>.work</c> to those that
/// are at work. A training opens the first for a moment before it takes the second, and a measurement takes them in this order, so that nobody
/// waits for each other.
/// </remarks>
/// <param name="folder">Of the files; null keeps nothing apart.</param>
/// <param name="tell">Told what is waited for, when that takes a while.</param>
internal sealed class DeviceTurns(string? folder, Action<string> tell)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Who keeps nothing apart.</summary>
    internal static DeviceTurns None { get; } = new(null, _ => { });

    /// <summary>Whether anything is kept apart.</summary>
    internal bool IsKept => folder is not null;

    /// <summary>Has a device for itself as soon as nobody trains or measures on it.</summary>
    /// <param name="device">Its name. A graphics processor is fed by the processor, whose measurements it therefore keeps away too.</param>
    /// <param name="cancellation">The wish not to wait any longer.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal IDisposable Measure(string device, CancellationToken cancellation)
    {
        if (folder is null)
        {
            return new Held();
        }

        var held = new Held();
        try
        {
            held.Add(Wait(() => TurnFile.Try(TurnOf(device), alone: true), $"waiting for another measurement on {device}", cancellation));
            held.Add(Wait(() => TurnFile.Try(WorkOf(device), alone: true), $"waiting for trainings on {device} to pause", cancellation));
            if (device != DeviceName.Processor)
            {
                held.Add(Wait(
                    () => Share([DeviceName.Processor]), $"waiting for a measurement on {DeviceName.Processor}", cancellation));
            }

            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The part of somebody who trains on some devices, now and then.</summary>
    internal DeviceShare ShareOf(ImmutableArray<string> devices) => new(this, devices);

    /// <summary>Whether a measurement has, or wants, one of these devices.</summary>
    internal bool IsWanted(ImmutableArray<string> devices)
    {
        foreach (var device in devices)
        {
            using var free = TurnFile.Try(TurnOf(device), alone: false);
            if (free is null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A part of all of these devices, as soon as no measurement has or wants one.</summary>
    internal IDisposable WaitForShare(ImmutableArray<string> devices, CancellationToken cancellation) =>
        Wait(() => Share(devices), $"the work stands still while a latency is measured on {string.Join(" or ", devices)}", cancellation);

    /// <summary>All or none: who had one and waited for the other would keep a measurement of the first waiting.</summary>
    private Held? Share(ImmutableArray<string> devices)
    {
        var held = new Held();
        foreach (var device in devices)
        {
            using var turn = TurnFile.Try(TurnOf(device), alone: false);
            if (turn is null || TurnFile.Try(WorkOf(device), alone: false) is not { } part)
            {
                held.Dispose();
                return null;
            }

            held.Add(part);
        }

        return held;
    }

    private IDisposable Wait(Func<IDisposable?> attempt, string what, CancellationToken cancellation)
    {
        var (clock, isTold) = (Stopwatch.StartNew(), false);
        for (; ; cancellation.WaitHandle.WaitOne(Pause))
        {
            cancellation.ThrowIfCancellationRequested();
            if (attempt() is { } held)
            {
                return held;
            }

            if (!isTold && clock.Elapsed > Patience)
            {
                tell(what);
                isTold = true;
            }
        }
    }

    private string TurnOf(string device) => Path.Combine(folder!, $"{device}.turn");

    private string WorkOf(string device) => Path.Combine(folder!, $"{device}.work");

    /// <summary>What is let go of together, the latest first.</summary>
    private sealed class Held : IDisposable
    {
        private readonly Stack<IDisposable> parts = [];

        public void Add(IDisposable part) => parts.Push(part);

        public void Dispose()
        {
            while (parts.TryPop(out var part))
            {
                part.Dispose();
            }
        }
    }
}
