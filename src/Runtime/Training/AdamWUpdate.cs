using DepthCompress.GraphIR;
using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>
/// Adam with decoupled weight decay: w −= η λ w; m = β₁ m + (1 − β₁) g; v = β₂ v + (1 − β₂) g²; w −= η m̂ / (√v̂ + ε), where m̂ and v̂ are
/// divided by 1 − βᵗ.
/// </summary>
internal sealed class AdamWUpdate : WeightUpdate
{
    private readonly Optimizer.AdamW rule;
    private readonly ImmutableArray<torch.Tensor> means;
    private readonly ImmutableArray<torch.Tensor> squares;

    public AdamWUpdate(Optimizer.AdamW rule, ImmutableArray<TrainedWeight> weights)
        : base(weights)
    {
        this.rule = rule;
        (means, squares) = (Zeros(), Zeros());
    }

    public override IEnumerable<(string Name, torch.Tensor Tensor)> State => Named("mean", means).Concat(Named("square", squares));

    protected override torch.Tensor Look(int index, torch.Tensor gradient, double rate, long step)
    {
        var mean = means[index].mul(rule.Beta1).add_(gradient, 1 - rule.Beta1);
        var square = squares[index].mul(rule.Beta2).addcmul_(gradient, gradient, 1 - rule.Beta2);
        var (meanBias, squareBias) = (1 - Math.Pow(rule.Beta1, step + 2), 1 - Math.Pow(rule.Beta2, step + 2));
        var spread = square.sqrt().div_(Math.Sqrt(squareBias)).add_(rule.Epsilon);
        return Weights[index].Tensor.mul(1 - (rate * Weights[index].Decay)).addcdiv_(mean, spread, -rate / meanBias);
    }

    protected override void Apply(int index, torch.Tensor gradient, double rate, long step)
    {
        var (tensor, mean, square) = (Weights[index].Tensor, means[index], squares[index]);
        if (Weights[index].Decay != 0)
        {
            tensor.mul_(1 - (rate * Weights[index].Decay));
        }

        mean.mul_(rule.Beta1).add_(gradient, 1 - rule.Beta1);
        square.mul_(rule.Beta2).addcmul_(gradient, gradient, 1 - rule.Beta2);
        var (meanBias, squareBias) = (1 - Math.Pow(rule.Beta1, step + 1), 1 - Math.Pow(rule.Beta2, step + 1));
        var spread = square.sqrt().div_(Math.Sqrt(squareBias)).add_(rule.Epsilon);
        tensor.addcdiv_(mean, spread, -rate / meanBias);
    }
}
