using DepthCompress.GraphIR;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Training;

/// <summary>The scores of gated units while they learn, and the choice that goes by them (DepthShrinker, ICML'22, section 2).</summary>
internal sealed class LearnedGates : IStepLearner
{
    private readonly ActivationGates gates;
    private readonly torch.Device device;
    private readonly TorchTensor scales;
    private readonly TorchTensor savings;

    public LearnedGates(ActivationGates gates, double weightDecay, torch.Device device)
    {
        (this.gates, this.device) = (gates, device);
        var whole = gates.Units.Sum(unit => unit.Saving);
        Scores = OfUnits(_ => 0);
        Scores.requires_grad = true;
        scales = OfUnits(unit => unit.GradientScale);
        savings = OfUnits(unit => whole > 0 ? unit.Saving / whole : 0);
        Weight = new("(gate scores)", Scores, gates.RateFactor, gates.Decays ? weightDecay : 0);
        Memory = new([], [.. gates.Units.Select(_ => false)], []);
    }

    /// <summary>One per unit.</summary>
    public TorchTensor Scores { get; }

    /// <summary>The scores as the update takes them.</summary>
    public TrainedWeight Weight { get; }

    /// <inheritdoc/>
    public IEnumerable<(string Name, TorchTensor Tensor)> State => [("gates", Scores)];

    /// <summary>The choice, and how it changed.</summary>
    public GateMemory Memory { get; set; }

    /// <summary>Whether a step belongs to the last part of a run, in which the choice stands.</summary>
    public bool IsFrozen(long step, long steps) => gates.FrozenPart > 0 && !Memory.Kept.IsEmpty && step >= steps * (1 - gates.FrozenPart);

    /// <summary>The units with the lowest scores; of equal ones the first.</summary>
    public static ImmutableArray<bool> Lowest(IReadOnlyList<double> scores, int? keep)
    {
        var kept = Enumerable.Range(0, scores.Count).OrderBy(unit => scores[unit]).Take(keep ?? scores.Count).ToHashSet();
        return [.. Enumerable.Range(0, scores.Count).Select(kept.Contains)];
    }

    /// <inheritdoc/>
    public void BeginStep(long step, long steps) => Choose(step, steps);

    /// <summary>Brings scores back to where they have a gradient.</summary>
    public void EndStep(LearningStep step)
    {
        if (gates.Projects)
        {
            using var withoutGradients = torch.no_grad();
            Scores.clamp_(0, 1);
        }
    }

    /// <inheritdoc/>
    public TrainingResult AddTo(TrainingResult result) => result with { Gates = new([.. Numbers()], Memory.Kept, Memory.Flips) };

    /// <summary>Chooses anew.</summary>
    /// <param name="step">The step that begins, or the number of steps behind the last.</param>
    /// <param name="steps">Of the whole run.</param>
    public void Choose(long step, long steps)
    {
        if (IsFrozen(step, steps))
        {
            return;
        }

        var (before, now) = (Memory.Kept, Lowest(Numbers(), gates.Keep));
        var changed = before.IsEmpty ? Memory.Changed : [.. Memory.Changed.Select((was, unit) => was || before[unit] != now[unit])];
        Memory = Memory with { Kept = now, Changed = changed };
    }

    /// <summary>Counts the units that changed in the epoch that ends.</summary>
    public void EndEpoch() => Memory = Memory with
    {
        Flips = Memory.Flips.Add(Memory.Changed.Count(changed => changed)),
        Changed = [.. Memory.Changed.Select(_ => false)],
    };

    /// <summary>For each unit h + (c − its value) with c = clip(s, 0, 1): the choice, with the gradient of the score.</summary>
    public TorchTensor[] Straight()
    {
        var clipped = Scores.clamp(0, 1);
        return Chosen().add(clipped.sub(clipped.detach()).mul(scales)).unbind(0);
    }

    /// <summary>The choice alone.</summary>
    public TorchTensor[] Hard() => Chosen().unbind(0);

    /// <summary>The latency in the loss; null where it has no weight.</summary>
    public TorchTensor? Penalty() => gates.LatencyWeight == 0 ? null
        : gates.ProtectsExpensive ? Scores.mul(savings).sum().mul(gates.LatencyWeight)
        : savings.sub(Scores.clamp(0, 1).mul(savings)).sum().mul(gates.LatencyWeight);

    private double[] Numbers() => Torch.TorchTensors.Numbers(Scores);

    private TorchTensor Chosen() =>
        torch.tensor([.. Memory.Kept.Select(kept => kept ? 0f : 1f)], [gates.Units.Length]).to(device);

    private TorchTensor OfUnits(Func<GatedUnit, double> number) =>
        torch.tensor([.. gates.Units.Select(unit => (float)number(unit))], [gates.Units.Length]).to(device);
}
