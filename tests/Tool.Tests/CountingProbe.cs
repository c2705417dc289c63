using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Tool.Tests;

/// <summary>
/// A machine on which a network takes as long as its multiply-accumulates and its operators say: always the same, and at once.
/// </summary>
internal sealed class CountingProbe : ILatencyProbe
{
    private const int Rounds = 40;

    /// <summary>Everything it was asked for.</summary>
    internal List<LatencyRequest> Measured { get; } = [];

    /// <summary>Called before every measurement.</summary>
    internal Action BeforeMeasuring { get; set; } = () => { };

    public MachineIdentity Machine { get; init; } = new("counter", "cpu", "none", 1, "all");

    public ImmutableArray<LatencyEstimate> Measure(
        ImmutableArray<LatencyRequest> requests, IProgress<LatencyProgress>? progress = null, CancellationToken cancellation = default)
    {
        BeforeMeasuring();
        cancellation.ThrowIfCancellationRequested();
        Measured.AddRange(requests);
        return [.. requests.Select(request => Estimate(Milliseconds(request.Graph)))];
    }

    private static double Milliseconds(Graph graph) => (NetworkCost.MultiplyAccumulates(graph, 16) / 1e6) + (0.01 * graph.Nodes.Length);

    private static LatencyEstimate Estimate(double time) =>
        new(time, time / 1000, time, time / 1000, [.. Enumerable.Repeat(time, Rounds)], NoiseVerdict.Quiet);
}
