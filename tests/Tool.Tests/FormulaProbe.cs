using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Tool.Tests;

/// <summary>A device on which every operator and every multiply-accumulate takes its time.</summary>
/// <param name="name">What it calls itself.</param>
/// <param name="perOperator">Milliseconds of an operator.</param>
/// <param name="perMillion">Milliseconds of a million multiply-accumulates.</param>
internal sealed class FormulaProbe(string name, double perOperator, double perMillion) : ILatencyProbe
{
    public MachineIdentity Machine { get; } = new(name, "cpu", "none", 4, "all");

    public ImmutableArray<LatencyEstimate> Measure(
        ImmutableArray<LatencyRequest> requests, IProgress<LatencyProgress>? progress = null, CancellationToken cancellation = default) =>
        [.. requests.Select(request =>
        {
            var time = (perOperator * request.Graph.Nodes.Length) + (perMillion * NetworkCost.MultiplyAccumulates(request.Graph, 16) / 1e6);
            return new LatencyEstimate(time, time / 1000, time, time / 1000, [.. Enumerable.Repeat(time, 40)], NoiseVerdict.Quiet);
        })];
}
