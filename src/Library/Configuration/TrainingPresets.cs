namespace DepthCompress;

/// <summary>Recipes of papers, under whatever else is said.</summary>
internal static class TrainingPresets
{
    private const string DepthShrinker = "depthshrinker";
    private const int ReferenceBatch = 256;

    /// <summary>The recipe of a name.</summary>
    /// <param name="name">As <c>--preset</c> spells it.</param>
    /// <param name="said">What is said besides.</param>
    internal static TrainingSettings Named(string name, TrainingSettings said) => name switch
    {
        // ICML'22, sections 2.4 and 3.3: labels are smoothed unless a teacher is imitated. A teacher's cross-entropy is its divergence up to
        // a constant, and features are compared in units of the teacher's.
        DepthShrinker => new TrainingSettings
        {
            Epochs = 180,
            Optimizer = "sgd",
            Momentum = 0.9,
            LearningRate = 0.1 * (said.Batch ?? ReferenceBatch) / ReferenceBatch,
            Schedule = "cosine",
            WarmUp = "0",
            WeightDecay = 1e-5,
            Clip = 5,
            Batch = ReferenceBatch,
            LabelSmoothing = said.Distillation is false ? 0.1 : 0,
            DistillWeight = 0.7,
            Temperature = 1,
            FeatureWeight = 1e-3,
        },
        _ => throw SettingValues.Bad("--preset", name, $"there is {DepthShrinker}"),
    };
}
