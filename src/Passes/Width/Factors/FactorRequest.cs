using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Options as the trainer understands them.</summary>
internal sealed class FactorRequest(FactorizedFiltersOptions options, WidthTraining training)
{
    /// <summary>The request that trains some factors beside the weights.</summary>
    public TrainingRequest Of(ImmutableArray<LearnedFactor> factors) => new()
    {
        Data = training.Data,
        Recipe = training.Recipe with
        {
            Schedule = options.Schedule,
            Optimizer = options.Optimizer,
            WeightDecay = options.WeightDecay,
            DecayAll = false,
            Patience = 0,
        },
        Factors = new FactorLearning
        {
            Factors = factors,
            Tradeoff = options.Tradeoff,
            FirstPenalty = FirstPenalty,
            LastPenalty = LastPenalty,
            Growth = options.Growth ?? Math.Pow(LastPenalty / FirstPenalty, 1 / Math.Max(1, options.Ramp * training.Recipe.Steps)),
            Rate = options.FactorRate,
        },
        Checkpoint = training.Checkpoint,
    };

    /// <summary>What a pull is in terms of ρ.</summary>
    private double Strength => options.Tradeoff * (options.FactorRate ?? options.Schedule.Peak);

    private double FirstPenalty => options.FirstPenalty ?? (options.FirstPull / Strength);

    private double LastPenalty => options.LastPenalty ?? (options.LastPull / Strength);
}
