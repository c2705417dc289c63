using System.Diagnostics;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>How long each pass took.</summary>
public sealed class TimingObserver : IPassObserver
{
    private readonly List<(string Pass, TimeSpan Elapsed)> entries = [];
    private long started;

    /// <summary>One entry per pass, in the order of the run; observers are not counted.</summary>
    public IReadOnlyList<(string Pass, TimeSpan Elapsed)> Entries => entries;

    /// <inheritdoc/>
    public void Before(Pass pass, Graph graph, PassContext context) => started = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public void After(Pass pass, Graph before, Graph after, PassContext context) =>
        entries.Add((pass.Name, Stopwatch.GetElapsedTime(started)));
}
