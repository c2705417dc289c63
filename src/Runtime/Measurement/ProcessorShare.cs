using System.Diagnostics;

namespace DepthCompress.Runtime.Measurement;

/// <summary>How much of the processor time that this process asks for it is given: less than all where others work on the same cores.</summary>
public static class ProcessorShare
{
    /// <summary>What is less than this disturbs measurements.</summary>
    public const double Enough = 0.8;

    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    /// <summary>Keeps some threads busy for a tenth of a second; 1 where they were never interrupted.</summary>
    /// <param name="threads">How many; no more than there are cores.</param>
    public static double Of(int threads)
    {
        var asked = new TimeSpan[Math.Clamp(threads, 1, Environment.ProcessorCount)];
        var before = Environment.CpuUsage.TotalTime;
        var spinning = Enumerable.Range(0, asked.Length).Select(index => new Thread(() => asked[index] = Spin())).ToList();
        spinning.ForEach(thread => thread.Start());
        spinning.ForEach(thread => thread.Join());
        return Math.Min(1, (Environment.CpuUsage.TotalTime - before) / asked.Aggregate((sum, next) => sum + next));
    }

    private static TimeSpan Spin()
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Window)
        {
            Thread.SpinWait(100);
        }

        return Stopwatch.GetElapsedTime(start);
    }
}
