using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>Gradients by libtorch, in this process: the loss is that of training on labels or targets.</summary>
/// <param name="threads">Processor threads; 0 for all cores.</param>
public sealed class TorchGradients(int threads = 0) : IWeightGradients
{
    /// <inheritdoc/>
    public IEnumerable<IReadOnlyDictionary<Value, Tensor>> Of(
        Graph graph, ImmutableArray<Value> weights, CalibrationSet samples, CancellationToken cancellation = default)
    {
        TorchEngine.Require();
        using var limit = new ThreadCount(threads);
        using var parameters = TorchParameters.Of(graph, torch.CPU);
        var request = new TrainingRequest
        {
            Data = new Samples(samples),
            Recipe = new TrainingRecipe { Steps = 1, FreezeStatistics = true, Device = TrainingDevice.Cpu },
        };
        var objective = new Objective(graph, request, null, torch.CPU);
        _ = TrainedWeights.Of(graph, parameters, objective.Fetch, request.Recipe);
        ImmutableArray<TorchParameter> wanted =
            [.. parameters.Weights.Where(weight => weights.Contains(weight.Value) && weight.Tensor.requires_grad)];
        foreach (var batch in samples.Batches)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Gradients(objective, parameters, wanted, batch);
        }
    }

    private static Dictionary<Value, Tensor> Gradients(
        Objective objective, TorchParameters parameters, ImmutableArray<TorchParameter> wanted, CalibrationBatch batch)
    {
        using var scope = torch.NewDisposeScope();
        var loss = objective.Loss(parameters, batch, 0);
        var gradients = torch.autograd.grad([loss], [.. wanted.Select(weight => weight.Tensor)]);
        return wanted.Zip(gradients).ToDictionary(
            pair => pair.First.Value, pair => TorchTensors.FromTorch(pair.Second, ElementType.Float32));
    }

    /// <summary>The samples as training takes them; only their name is asked for.</summary>
    private sealed class Samples(CalibrationSet set) : ITrainingData
    {
        public string Name => set.Name;

        public int Count => set.Count;

        public IEnumerable<CalibrationBatch> From(long step, int size, int seed, CancellationToken cancellation = default) => set.Batches;
    }
}
