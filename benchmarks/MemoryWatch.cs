using System.Diagnostics;
using System.Globalization;

namespace DepthCompress.Benchmarks;

/// <summary>The most anonymous memory of this process between two moments, looked at every few milliseconds.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Thread thread;
    private long highest;

    internal MemoryWatch()
    {
        Before = highest = Now();
        thread = new Thread(Look);
        thread.Start();
    }

    /// <summary>When it began.</summary>
    internal long Before { get; }

    /// <summary>At most.</summary>
    internal long Highest => Interlocked.Read(ref highest);

    public void Dispose()
    {
        stop.Cancel();
        thread.Join();
        stop.Dispose();
    }

    private void Look()
    {
        while (!stop.Token.WaitHandle.WaitOne(5))
        {
            Interlocked.Exchange(ref highest, Math.Max(Highest, Now()));
        }
    }

    private static long Now() => File.Exists("/proc/self/status")
        ? File.ReadLines("/proc/self/status").Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal))
            .Select(line => 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).FirstOrDefault()
        : Process.GetCurrentProcess().PrivateMemorySize64;
}
