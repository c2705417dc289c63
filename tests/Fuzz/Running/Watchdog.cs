using System.Diagnostics;

namespace DepthCompress.Fuzz;

/// <summary>
/// Ends the process when one load takes too long. Processor time counts, because a busy machine may stop a process for seconds; a load
/// that waits for something is given sixty times as long.
/// </summary>
internal sealed class Watchdog
{
    /// <summary>How a process ends that took too long.</summary>
    public const int ExitCode = 77;

    private long current;
    private long seen = -1;
    private TimeSpan processorThen;
    private long clockThen;

    private Watchdog() => new Thread(Watch) { IsBackground = true, Priority = ThreadPriority.AboveNormal }.Start();

    public static Watchdog Start() => new();

    /// <summary>A load begins.</summary>
    public void Next() => Interlocked.Increment(ref current);

    private void Watch()
    {
        using var process = Process.GetCurrentProcess();
        while (true)
        {
            Thread.Sleep(250);
            process.Refresh();
            var now = Interlocked.Read(ref current);
            if (now != seen)
            {
                (seen, processorThen, clockThen) = (now, process.TotalProcessorTime, Stopwatch.GetTimestamp());
            }
            else if ((process.TotalProcessorTime - processorThen).TotalSeconds > Loading.MostSeconds
                || (now > 0 && Stopwatch.GetElapsedTime(clockThen).TotalSeconds > 60 * Loading.MostSeconds))
            {
                Environment.Exit(ExitCode);
            }
        }
    }
}
