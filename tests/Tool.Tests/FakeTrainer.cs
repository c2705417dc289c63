using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>A trainer that learns nothing: it takes the first batches, and multiplies every weight of a convolution by a number near 1.</summary>
internal sealed class FakeTrainer : ITrainer
{
    private const int MostBatches = 3;

    /// <summary>What it was asked for.</summary>
    internal List<TrainingRequest> Requests { get; } = [];

    /// <summary>The sizes of the batches that it saw.</summary>
    internal List<int> Seen { get; } = [];

    /// <summary>What weights are multiplied by.</summary>
    internal float Factor { get; set; } = 1.001f;

    /// <summary>Whether it is stopped in the middle, its state kept.</summary>
    internal bool IsStopped { get; set; }

    /// <summary>Why it refuses a request; null where it does not.</summary>
    internal Func<TrainingRequest, DiagnosticException?> Refusal { get; set; } = _ => null;

    public TrainingResult Train(Graph graph, TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        Requests.Add(request);
        if (Refusal(request) is { } refusal)
        {
            throw refusal;
        }

        var steps = request.Recipe.Steps;
        var first = request.Checkpoint is { } file && File.Exists(file) ? 1 : 0;
        foreach (var batch in request.Data.From(first, request.Recipe.BatchSize, request.Recipe.Seed, cancellation).Take(MostBatches))
        {
            Seen.Add(batch.Count);
        }

        if (request.Checkpoint is { } checkpoint)
        {
            File.WriteAllText(checkpoint, "state");
        }

        if (IsStopped)
        {
            throw new OperationCanceledException();
        }

        progress?.Report(new TrainingProgress(steps, steps, 0.5, 0.01, 0.25, 1000, TimeSpan.Zero));
        return new TrainingResult(Changed(graph), steps, 0.5, request.Metric is null ? null : 0.25, false, [(steps, 0.25)])
        {
            FirstStep = first,
            Gates = request.Gates is { } gates ? Scored(gates) : null,
            GroupLogits = request.Groups is { } groups ? [.. groups.Layers.Select(layer => Grouped(graph, layer, groups.Groups))] : [],
            Factors = request.Factors is { } factors ? [.. factors.Factors.Select(factor => Chosen(graph, factor))] : [],
        };
    }

    /// <summary>The earlier a unit stands, the less it is worth.</summary>
    private static GateScores Scored(ActivationGates gates)
    {
        ImmutableArray<double> scores = [.. gates.Units.Select((_, unit) => 1 - ((double)unit / gates.Units.Length))];
        return new(scores, [.. scores.Select((_, unit) => unit >= scores.Length - gates.Keep)], [3, 1, 0]);
    }

    /// <summary>The filters of a layer go to the groups in turn.</summary>
    private static Tensor Grouped(Graph graph, GroupedLayer layer, int groups)
    {
        var filters = graph.Initializers[layer.Weight].Shape[0];
        return Tensor.Create<double>([groups, filters], [.. Enumerable.Range(0, groups * filters)
            .Select(place => place % filters % groups == place / filters ? 3.0 : 0)]);
    }

    /// <summary>The first filters stay.</summary>
    private static Tensor Chosen(Graph graph, LearnedFactor factor)
    {
        var count = graph.Initializers[factor.Factor].Count;
        return Tensor.Create<double>([count], [.. Enumerable.Range(0, count).Select(place => place < factor.Keep ? 1.0 : 0)]);
    }

    private Graph Changed(Graph graph) => graph.WithInitializers(graph.Nodes.Where(node => node.Op is Conv)
        .Select(node => node.Inputs[1]!).Distinct().ToDictionary(weight => weight, weight => Scaled(graph.Initializers[weight])));

    private Tensor Scaled(Tensor tensor) =>
        Tensor.Create<float>(tensor.Shape, [.. tensor.ToDoubles().Select(number => (float)number * Factor)]);
}
