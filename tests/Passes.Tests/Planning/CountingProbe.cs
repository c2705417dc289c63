using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Tests;

/// <summary>A machine on which a network takes a microsecond per thousand multiply-accumulates, and a tenth of that per node.</summary>
internal sealed class CountingProbe : ILatencyProbe
{
    private const int Rounds = 40;

    public MachineIdentity Machine { get; init; } = new("imagined", "cpu", "none", 1, "all");

    /// <summary>How long a network really takes, given what it should take.</summary>
    public Func<Graph, double, double> Distort { get; init; } = (_, milliseconds) => milliseconds;

    /// <summary>The factors that rounds are off by, in turn; of two networks the first sees them forwards, the second backwards.</summary>
    public ImmutableArray<double> Jitter { get; init; } = [1];

    public NoiseVerdict Noise { get; init; } = NoiseVerdict.Quiet;

    /// <summary>Half the width of every confidence interval as a part of its figure.</summary>
    public double HalfWidth { get; set; }

    /// <summary>Every network that was measured.</summary>
    public List<LatencyRequest> Requests { get; } = [];

    /// <summary>How many networks were measured at once.</summary>
    public List<int> Groups { get; } = [];

    public ImmutableArray<LatencyEstimate> Measure(
        ImmutableArray<LatencyRequest> requests, IProgress<LatencyProgress>? progress = null, CancellationToken cancellation = default)
    {
        Groups.Add(requests.Length);
        Requests.AddRange(requests);
        return [.. requests.Select((request, index) => Estimate(Distort(request.Graph, Of(request.Graph)), backwards: index % 2 == 1))];
    }

    public static double Of(Graph graph) => (NetworkCost.MultiplyAccumulates(graph) + (100.0 * graph.Nodes.Length)) / 1e6;

    private LatencyEstimate Estimate(double milliseconds, bool backwards)
    {
        ImmutableArray<double> samples = [.. Enumerable.Range(0, Rounds)
            .Select(round => milliseconds * Jitter[(backwards ? Rounds - 1 - round : round) % Jitter.Length])];
        var sorted = samples.Order().ToArray();
        var (median, p10) = (sorted[Rounds / 2], sorted[Rounds / 10]);
        return new LatencyEstimate(median, HalfWidth * median, p10, HalfWidth * p10, samples, Noise);
    }
}
