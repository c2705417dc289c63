namespace DepthCompress.GraphIR;

/// <summary>
/// Filters that learn groups while the network trains: a group lasso over (group, input channel), its groups relaxed by a softmax and trained
/// through a look-ahead of one step (Dynamic Structure Pruning, AAAI'23). The network computes as it did; only its weights change.
/// </summary>
public sealed record GroupLearning
{
    /// <summary>The convolutions.</summary>
    public required ImmutableArray<GroupedLayer> Layers { get; init; }

    /// <summary>The number of groups of every layer.</summary>
    public required int Groups { get; init; }

    /// <summary>The strength λ of the penalty.</summary>
    public required double Strength { get; init; }

    /// <summary>The temperature τ of the softmax.</summary>
    public double Temperature { get; init; } = 0.5;

    /// <summary>The learning rate of Adam on the logits.</summary>
    public double LogitRate { get; init; } = 1e-3;

    /// <summary>Steps between two updates of the logits.</summary>
    public int UpdateEvery { get; init; } = 1;

    /// <summary>The last part of the run, in which the groups stand.</summary>
    public double FrozenPart { get; init; }

    /// <summary>
    /// Whether it does what the released program does: logits that begin with zero, a shortened mixed derivative, penalty steps that overshoot,
    /// raw norms of filters.
    /// </summary>
    public bool AsReleased { get; init; }
}
