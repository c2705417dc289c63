namespace DepthCompress.Runtime.Training;

/// <summary>What a run has to remember besides tensors.</summary>
internal sealed record CheckpointState
{
    /// <summary>Finished steps.</summary>
    public required long Step { get; init; }

    /// <summary>Whether patience has ended the run.</summary>
    public bool StoppedEarly { get; init; }

    /// <summary>The measure of the best state so far, where one is kept.</summary>
    public double? Best { get; init; }

    /// <summary>Validations since the last gain.</summary>
    public int WithoutGain { get; init; }

    /// <summary>What gates remember, where there are some.</summary>
    public GateMemory? Gates { get; init; }

    /// <summary>Every validation.</summary>
    public ImmutableArray<ValidationPoint> Validations { get; init; } = [];
}
