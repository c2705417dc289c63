using DepthCompress.GraphIR;
using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>
/// Changes weights by their gradients. Written out rather than taken from the library because its whole state has to be kept and given back
/// exactly when a run is resumed.
/// </summary>
internal abstract class WeightUpdate(ImmutableArray<TrainedWeight> weights)
{
    public ImmutableArray<TrainedWeight> Weights { get; } = weights;

    /// <summary>What is remembered from step to step, under names of its own.</summary>
    public abstract IEnumerable<(string Name, torch.Tensor Tensor)> State { get; }

    public static WeightUpdate Of(Optimizer optimizer, ImmutableArray<TrainedWeight> weights) => optimizer switch
    {
        Optimizer.Sgd sgd => new SgdUpdate(sgd, weights),
        Optimizer.AdamW adam => new AdamWUpdate(adam, weights),
        _ => throw new CompilerBugException($"no update for {optimizer}"),
    };

    /// <summary>One step.</summary>
    /// <param name="gradients">Of each weight, in order; they are not changed, since two of them may be the same tensor.</param>
    /// <param name="rate">The learning rate before each weight's factor.</param>
    /// <param name="step">From 0.</param>
    public void Apply(IList<torch.Tensor> gradients, double rate, long step)
    {
        using var withoutGradients = torch.no_grad();
        for (var i = 0; i < Weights.Length; i++)
        {
            Apply(i, gradients[i], rate * Weights[i].RateFactor, step);
        }
    }

    /// <summary>What a weight would become by one more step, of which nothing is remembered.</summary>
    /// <param name="index">Of the weight.</param>
    /// <param name="gradient">At the weight as it is now.</param>
    /// <param name="rate">The learning rate before the weight's factor.</param>
    /// <param name="step">The step that has been taken, from 0.</param>
    public torch.Tensor Ahead(int index, torch.Tensor gradient, double rate, long step)
    {
        using var withoutGradients = torch.no_grad();
        return Look(index, gradient, rate * Weights[index].RateFactor, step);
    }

    protected abstract torch.Tensor Look(int index, torch.Tensor gradient, double rate, long step);

    protected abstract void Apply(int index, torch.Tensor gradient, double rate, long step);

    protected ImmutableArray<torch.Tensor> Zeros() => [.. Weights.Select(weight => torch.zeros_like(weight.Tensor))];

    protected IEnumerable<(string Name, torch.Tensor Tensor)> Named(string prefix, ImmutableArray<torch.Tensor> tensors) =>
        Weights.Zip(tensors, (weight, tensor) => ($"{prefix}/{weight.Name}", tensor));
}
