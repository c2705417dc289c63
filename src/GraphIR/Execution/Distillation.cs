namespace DepthCompress.GraphIR;

/// <summary>Learning from another network's answers (Hinton et al. 2015).</summary>
/// <param name="Teacher">Takes the same inputs; its weights do not change.</param>
public sealed record Distillation(Graph Teacher)
{
    /// <summary>The part of the loss that comes from the teacher's answers; the rest comes from labels or targets. 1 needs neither.</summary>
    public double Weight { get; init; } = 0.9;

    /// <summary>What logits are divided by before the softmax; the loss is multiplied by its square.</summary>
    public double Temperature { get; init; } = 2;

    /// <summary>Whether outputs are no logits: the loss is then their mean squared difference, and labels are not needed.</summary>
    public bool Regression { get; init; }

    /// <summary>Values of the student and of the teacher that are to agree, of equal shapes; they may be the same value.</summary>
    public ImmutableArray<(Value Student, Value Teacher)> Features { get; init; } = [];

    /// <summary>The weight of the features' mean squared difference, each relative to the teacher's mean square.</summary>
    public double FeatureWeight { get; init; } = 1;
}
