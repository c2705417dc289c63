using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>A trainer that learns nothing: filter i of every layer belongs to group i mod G.</summary>
internal sealed class FakeGroupTrainer : ITrainer
{
    /// <summary>What it was asked for, in order.</summary>
    public List<TrainingRequest> Requests { get; } = [];

    public TrainingResult Train(
        Graph graph, TrainingRequest request, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        Requests.Add(request);
        progress?.Report(new(1, request.Recipe.Steps, 0.5, 0.1, null, 10, TimeSpan.Zero));
        return new(graph, request.Recipe.Steps, 0.5, null, false, [])
        {
            GroupLogits = [.. request.Groups!.Layers.Select(layer => Logits(graph.Initializers[layer.Weight].Shape[0], request.Groups.Groups))],
        };
    }

    private static Tensor Logits(int filters, int groups) => Tensor.Create<double>([groups, filters],
        [.. Enumerable.Range(0, groups * filters).Select(place => place % filters % groups == place / filters ? 2.0 : 0)]);
}
