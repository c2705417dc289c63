using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>What a method that learns widths learns with.</summary>
public sealed record WidthTraining
{
    /// <summary>Runs networks.</summary>
    public required IGraphExecutor Executor { get; init; }

    /// <summary>Trains.</summary>
    public required ITrainer Trainer { get; init; }

    /// <summary>What it learns from.</summary>
    public required ITrainingData Data { get; init; }

    /// <summary>Length, batch, seed, threads and device; rate, optimizer and decay are the method's.</summary>
    public required TrainingRecipe Recipe { get; init; }

    /// <summary>The file that keeps the state of the learning; null for none.</summary>
    public string? Checkpoint { get; init; }
}
