using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Training;

/// <summary>Everything that a step changes, and that has to come back when a run is resumed.</summary>
internal sealed class RunMemory
{
    private const string LossesName = "losses";
    private readonly ImmutableArray<string> names;
    private readonly WeightUpdate update;
    private readonly MovingAverage? average;
    private readonly LossWindow losses;
    private TensorSet? best;

    /// <param name="names">Of everything in the network that changes.</param>
    /// <param name="network">The same as tensors.</param>
    public RunMemory(ImmutableArray<string> names, TensorSet network, WeightUpdate update, MovingAverage? average, LossWindow losses)
    {
        (this.names, Network) = (names, network);
        (this.update, this.average, this.losses) = (update, average, losses);
    }

    /// <summary>What learns beside the weights.</summary>
    public required ImmutableArray<IStepLearner> Learners { get; init; }

    /// <summary>The choice of gates, where there are some.</summary>
    public LearnedGates? Gates { get; init; }

    /// <summary>Weights, statistics, and what learners train.</summary>
    public TensorSet Network { get; }

    public CheckpointState State { get; set; } = new() { Step = 0 };

    /// <summary>What the network would be if the run ended here: the average, where there is one.</summary>
    public TensorSet Present => average?.Average ?? Network;

    /// <summary>Weights and statistics of the best validation, or null.</summary>
    public TensorSet? Best => best;

    public void KeepAsBest()
    {
        best ??= Present.Copy();
        best.CopyFrom(Present);
    }

    public Checkpoint ToCheckpoint(RunIdentity run)
    {
        var tensors = new OrderedDictionary<string, Tensor>
        {
            [LossesName] = Tensor.Create<double>([losses.Losses.Length], losses.Losses.AsSpan()),
        };
        foreach (var (name, tensor) in Everything())
        {
            tensors.Add(name, TorchTensors.FromTorch(tensor, TorchTensors.ElementOf(tensor.dtype)));
        }

        return new(run, State, tensors);
    }

    /// <summary>Takes everything from a checkpoint of the same run.</summary>
    public void Restore(Checkpoint checkpoint)
    {
        using var withoutGradients = torch.no_grad();
        State = checkpoint.State;
        if (Gates is not null && State.Gates is { } gates)
        {
            Gates.Memory = gates;
        }

        best = State.Best is null ? null : Present.Copy();
        foreach (var loss in checkpoint.Tensors[LossesName].AsSpan<double>())
        {
            losses.Add(loss);
        }

        foreach (var (name, tensor) in Everything())
        {
            using var scope = torch.NewDisposeScope();
            tensor.copy_(TorchTensors.ToTorch(checkpoint.Tensors[name], torch.CPU, tensor.dtype));
        }
    }

    private IEnumerable<(string Name, TorchTensor Tensor)> Everything() =>
        Named("network", Network).Concat(update.State)
            .Concat(Learners.SelectMany(learner => learner.State))
            .Concat(average is null ? [] : Named("average", average.Average))
            .Concat(best is null ? [] : Named("best", best));

    private IEnumerable<(string Name, TorchTensor Tensor)> Named(string prefix, TensorSet set) =>
        names.Zip(set.Tensors, (name, tensor) => ($"{prefix}/{name}", tensor));
}
