using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Importance;

/// <summary>How a search with learned gates is set.</summary>
public sealed record GateSearchOptions
{
    /// <summary>How long.</summary>
    public required TrainingBudget Budget { get; init; }

    /// <summary>The recipe of a run of so many steps, for weights and gates alike.</summary>
    public required Func<long, TrainingRecipe> Recipe { get; init; }

    /// <summary>How many units are kept in every step.</summary>
    public KeepCount Keep { get; init; } = new(null, 0.5);

    /// <summary>The weight of the latency in the loss; of savings that add up to 1.</summary>
    public double LatencyWeight { get; init; } = 0.05;

    /// <summary>Whether the search is that of the released program: the sign of the latency, scores of any size, which decay.</summary>
    public Fidelity Fidelity { get; init; }

    /// <summary>Whether each activation has a score of its own.</summary>
    public bool HasSingleGates { get; init; }

    /// <summary>A factor on the learning rate of scores.</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>Whether gradients of scores are divided by the number of elements they add up, relative to the smallest unit.</summary>
    public bool DividesByElements { get; init; }

    /// <summary>The last part of the search, in which the choice stands.</summary>
    public double FrozenPart { get; init; } = 0.15;

    /// <summary>The file that keeps the state of the search; null for none.</summary>
    public string? Checkpoint { get; init; }
}
