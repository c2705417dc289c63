using System.Globalization;
using DepthCompress.Runtime.Worker;

namespace DepthCompress;

/// <summary>What of this machine a worker has: its share of the cores, and at most one graphics processor.</summary>
/// <param name="Cores">The cores it is bound to; none where it is bound to none.</param>
/// <param name="Threads">How many threads it takes for all cores.</param>
/// <param name="Graphics">The graphics processor it sees, as the driver names it; empty for none; null for whatever there is.</param>
internal sealed record WorkerPlace(ImmutableArray<int> Cores, int Threads, string? Graphics)
{
    /// <summary>Deals cores and graphics processors to workers.</summary>
    /// <param name="workers">How many there are.</param>
    /// <param name="cores">What there is, neighbors beside each other.</param>
    /// <param name="threads">Threads that may run at once, where that is less than the cores.</param>
    /// <param name="graphics">What workers see in turn; none for whatever there is.</param>
    /// <returns>Shares that have no core in common, and leave none out, as long as there are as many cores as workers.</returns>
    internal static ImmutableArray<WorkerPlace> Divide(int workers, ImmutableArray<int> cores, int threads, ImmutableArray<string> graphics)
    {
        var each = Math.Max(1, threads / workers);
        return [.. Enumerable.Range(0, workers).Select(worker => new WorkerPlace(
            Share(worker), each, graphics.IsEmpty ? null : graphics[worker % graphics.Length]))];

        ImmutableArray<int> Share(int worker) => workers == 1 || cores.IsEmpty ? []
            : workers > cores.Length ? [cores[worker % cores.Length]]
            : cores[(int)((long)worker * cores.Length / workers)..(int)((worker + 1L) * cores.Length / workers)];
    }

    /// <summary>What its environment says, so that engines start as many threads as it has cores, and see nobody else's graphics processor.</summary>
    internal IEnumerable<(string Name, string Value)> Environment
    {
        get
        {
            var threads = Threads.ToString(CultureInfo.InvariantCulture);
            foreach (var name in (string[])["DOTNET_PROCESSOR_COUNT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"])
            {
                yield return (name, threads);
            }

            if (Graphics is not null)
            {
                yield return (DeviceName.VisibleVariable, Graphics);
            }
        }
    }

    /// <summary>Starts something there.</summary>
    internal T Within<T>(Func<T> start) => CoreAffinity.Within(Cores, start);
}
