namespace DepthCompress.Report;

/// <summary>What is told about a training run.</summary>
public sealed record TrainingFacts
{
    /// <summary>The recipe in a line.</summary>
    public required string Recipe { get; init; }

    /// <summary>The training images, and how they are varied.</summary>
    public required string Data { get; init; }

    /// <summary>Training images.</summary>
    public required int Images { get; init; }

    /// <summary>Images in a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Of everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>The network that was imitated; null for none.</summary>
    public string? Teacher { get; init; }

    /// <summary>Finished steps, those of an earlier, stopped run included.</summary>
    public required long Steps { get; init; }

    /// <summary>The step that this run went on from; 0 where it began anew.</summary>
    public long ResumedFrom { get; init; }

    /// <summary>The mean over the last epoch.</summary>
    public required double Loss { get; init; }

    /// <summary>Every validation: after which step, and the measure.</summary>
    public ImmutableArray<(long Step, double Metric)> Validations { get; init; } = [];

    /// <summary>The way of this run: after which step, the mean loss since the entry before, and the learning rate.</summary>
    public ImmutableArray<(long Step, double Loss, double LearningRate)> History { get; init; } = [];

    /// <summary>The measure of validations; null for none.</summary>
    public string? Metric { get; init; }

    /// <summary>The result's validation.</summary>
    public double? Validation { get; init; }

    /// <summary>Whether patience ended it.</summary>
    public bool StoppedEarly { get; init; }

    /// <summary>Of this run, validations and checkpoints included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Seconds that steps waited for images.</summary>
    public double WaitedSeconds { get; init; }

    /// <summary>Passes over the training images.</summary>
    public double Epochs => (double)Steps * BatchSize / Math.Max(1, Images);

    /// <summary>Of this run.</summary>
    public double SecondsPerStep => Steps > ResumedFrom ? Seconds / (Steps - ResumedFrom) : 0;

    /// <summary>Of this run.</summary>
    public double ImagesPerSecond => SecondsPerStep > 0 ? BatchSize / SecondsPerStep : 0;
}
