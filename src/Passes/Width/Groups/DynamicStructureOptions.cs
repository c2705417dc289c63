namespace DepthCompress.Passes.Width;

/// <summary>How groups of filters are learned (Dynamic Structure Pruning, AAAI'23); unless told otherwise, as published.</summary>
public sealed record DynamicStructureOptions
{
    /// <summary>120 epochs of 390 steps: how long the published learning is, which its rates and strengths are meant for.</summary>
    public const long PublishedSteps = 120 * 390;

    private const double PublishedRate = 0.05;

    /// <summary>The groups of every layer; the authors use 2, 3 and 4.</summary>
    public int Groups { get; init; } = 2;

    /// <summary>λ, the strength of the penalty; null for <see cref="StrengthFor"/>.</summary>
    public double? Strength { get; init; }

    /// <summary>τ of the softmax over the groups.</summary>
    public double Temperature { get; init; } = 0.5;

    /// <summary>The learning rate of the logits; null for <see cref="LogitRateFor"/>.</summary>
    public double? LogitRate { get; init; }

    /// <summary>The learning rate of the weights, at the beginning of its cosine; null for <see cref="LearningRateFor"/>.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The L2 penalty of the weights.</summary>
    public double WeightDecay { get; init; } = 1e-3;

    /// <summary>Steps between two updates of the logits.</summary>
    public int UpdateEvery { get; init; } = 1;

    /// <summary>The last part of the learning, in which the groups stand.</summary>
    public double FrozenPart { get; init; }

    /// <summary>
    /// Whether filters begin in the groups that suit the weights as they are, found by descent, instead of groups that say nothing. With a rate
    /// of the logits of zero those groups stay: the cheap relative of the method.
    /// </summary>
    public bool BeginsByDescent { get; init; }

    /// <summary>Whether it does what the released program does, in learning, deciding and counting, its mistakes included.</summary>
    public bool AsReleased { get; init; }

    /// <summary>
    /// λ where none is given. Published are 2·10⁻³ for the 18 prunable convolutions of ResNet-20 and 5·10⁻⁴ for the 54 of ResNet-56: a power of
    /// their number goes through both. What the penalty takes from a weight in all is λ η T: it grows with the root of the length, since a
    /// short learning has no time to make up for what a long one may take.
    /// </summary>
    public double StrengthFor(int layers, long steps) => Strength ?? (2e-3 * Math.Pow(18.0 / layers, 1.25)
        * (AsReleased ? 1 : Math.Sqrt(Haste(steps)) * PublishedRate / LearningRateFor(steps)));

    /// <summary>The learning rate of the weights where none is given: a trained network bears less of it in a short learning.</summary>
    public double LearningRateFor(long steps) => LearningRate ?? (AsReleased ? PublishedRate : PublishedRate * Math.Pow(Haste(steps), -1.0 / 6));

    /// <summary>The rate of the logits where none is given: they are to come as far in fewer steps, but not by leaps.</summary>
    public double LogitRateFor(long steps) => LogitRate ?? (AsReleased ? 1e-3 : Math.Min(0.05, 1e-3 * Haste(steps)));

    /// <summary>By how much a learning is shorter than the published one.</summary>
    private static double Haste(long steps) => Math.Max(1, (double)PublishedSteps / steps);
}
