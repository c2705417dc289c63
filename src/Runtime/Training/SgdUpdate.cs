using DepthCompress.GraphIR;
using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>Stochastic gradient descent: g += λ w; v = μ v + g; w −= η (g + μ v) with Nesterov's momentum, w −= η v without.</summary>
internal sealed class SgdUpdate : WeightUpdate
{
    private readonly Optimizer.Sgd rule;
    private readonly ImmutableArray<torch.Tensor> velocities;

    public SgdUpdate(Optimizer.Sgd rule, ImmutableArray<TrainedWeight> weights)
        : base(weights)
    {
        this.rule = rule;
        velocities = rule.Momentum == 0 ? [] : Zeros();
    }

    public override IEnumerable<(string Name, torch.Tensor Tensor)> State => Named("velocity", velocities);

    protected override torch.Tensor Look(int index, torch.Tensor gradient, double rate, long step)
    {
        var (tensor, decay) = (Weights[index].Tensor, Weights[index].Decay);
        var direction = gradient.add(tensor, decay);
        if (!velocities.IsEmpty)
        {
            var velocity = velocities[index].mul(rule.Momentum).add_(direction);
            direction = rule.Nesterov ? direction.add(velocity, rule.Momentum) : velocity;
        }

        return tensor.add(direction, -rate);
    }

    protected override void Apply(int index, torch.Tensor gradient, double rate, long step)
    {
        var (tensor, decay) = (Weights[index].Tensor, Weights[index].Decay);
        var direction = decay == 0 ? gradient : gradient.add(tensor, decay);
        if (!velocities.IsEmpty)
        {
            var velocity = velocities[index];
            velocity.mul_(rule.Momentum).add_(direction);
            direction = rule.Nesterov ? direction.add(velocity, rule.Momentum) : velocity;
        }

        tensor.add_(direction, -rate);
    }
}
