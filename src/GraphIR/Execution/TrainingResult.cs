namespace DepthCompress.GraphIR;

/// <summary>How a training run ended.</summary>
/// <param name="Graph">With the new weights.</param>
/// <param name="Steps">Finished steps, those of an earlier, stopped run included.</param>
/// <param name="Loss">The mean over the last epoch, or over the whole run where that was shorter.</param>
/// <param name="Metric">Of the resulting graph on the validation set, where there was one.</param>
/// <param name="StoppedEarly">Whether patience ended it.</param>
/// <param name="Validations">Every validation: after which step, and the measure.</param>
public sealed record TrainingResult(
    Graph Graph, long Steps, double Loss, double? Metric, bool StoppedEarly, ImmutableArray<(long Step, double Metric)> Validations)
{
    /// <summary>The step this process began with; above 0 where it went on from a checkpoint.</summary>
    public long FirstStep { get; init; }

    /// <summary>What the gates learned, where there were some.</summary>
    public GateScores? Gates { get; init; }

    /// <summary>The logits of the layers that learned groups, in their order, float64, of shape (groups, filters); empty where none did.</summary>
    public ImmutableArray<Tensor> GroupLogits { get; init; } = [];

    /// <summary>The factors that were learned, in their order, float64; empty where there were none.</summary>
    public ImmutableArray<Tensor> Factors { get; init; } = [];

    /// <summary>Over the steps of this process, validation and checkpoints apart; 0 where it had none to do.</summary>
    public double SamplesPerSecond { get; init; }

    /// <summary>How long the steps of this process stood still because their samples were not ready.</summary>
    public double WaitedSeconds { get; init; }
}
