using System.Globalization;

namespace DepthCompress.Benchmarks;

/// <summary>
/// How processor time and memory grow with the number of nodes and with the weights, as tables. Not a benchmark: each size runs once, for one
/// run of the largest takes longer than what noise adds to it.
/// </summary>
internal static class Growth
{
    /// <summary>Measures <c>nodes</c> or <c>weights</c>.</summary>
    internal static void Run(string what)
    {
        if (what == "nodes")
        {
            NodeGrowth.Run();
        }
        else
        {
            WeightGrowth.Run();
        }
    }

    /// <summary>Does some work, and says how long all processors of this process together worked on it.</summary>
    internal static (double Milliseconds, T Result) Timed<T>(Func<T> work)
    {
        var before = Environment.CpuUsage.TotalTime;
        var result = work();
        return ((Environment.CpuUsage.TotalTime - before).TotalMilliseconds, result);
    }

    internal static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    internal static string Mega(long bytes) => Number(bytes / 1e6);

    /// <summary>The head of a table.</summary>
    internal static void Head(params ReadOnlySpan<string> cells)
    {
        Row(cells);
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat(" ---: |", cells.Length))}");
    }

    internal static void Row(params ReadOnlySpan<string> cells) => Console.WriteLine($"| {string.Join(" | ", cells.ToArray())} |");
}
