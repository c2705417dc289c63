using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>A trainer whose training is a function of the weights; it remembers what it was asked for.</summary>
internal sealed class FakeTrainer(Func<Graph, Graph> train) : ITrainer
{
    /// <summary>Every run: what was to be trained, and how.</summary>
    public List<(Graph Graph, TrainingRequest Request)> Runs { get; } = [];

    /// <summary>Seconds per step, and per run.</summary>
    public (double Step, double Run) Costs { get; init; }

    /// <summary>Where its time passes.</summary>
    public FakeTime Time { get; init; } = new();

    public TrainingResult Train(Graph graph, TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Runs.Add((graph, request));
        var steps = request.Recipe.Steps;
        Time.Pass(Costs.Run + (steps * Costs.Step));
        progress?.Report(new TrainingProgress(steps, steps, 0.25, 0.01, null, 100, TimeSpan.Zero));
        return new TrainingResult(train(graph), steps, 0.125, null, false, []) { SamplesPerSecond = 100 };
    }

    /// <summary>Multiplies all weights of convolutions and everything normalization learns or keeps by factors near 1.</summary>
    public static Graph Perturbed(Graph graph, double strength)
    {
        var random = new SeededData(7);
        var replaced = new Dictionary<Value, Tensor>();
        foreach (var node in graph.Nodes.Where(node => node.Op is Conv or BatchNormalization))
        {
            foreach (var value in node.Inputs.Skip(1).OfType<Value>().Where(graph.Initializers.ContainsKey))
            {
                var old = graph.Initializers[value];
                double[] numbers = [.. old.ToDoubles().Select(number => number * (1 + (strength * ((2 * random.Next()) - 1))))];
                replaced[value] = Tensor.Create<double>(old.Shape, numbers).ConvertTo(old.Element);
            }
        }

        return graph.WithInitializers(replaced);
    }
}
