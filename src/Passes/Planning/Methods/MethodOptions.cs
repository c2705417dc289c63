namespace DepthCompress.Passes.Planning;

/// <summary>Which method plans, and how it is set.</summary>
public sealed record MethodOptions
{
    /// <summary>The names of all methods, the default first.</summary>
    public static ImmutableArray<string> Names { get; } =
        [FitMethod.Name, TwoStageMethod.Name, LayerMergeMethod.Name, LayerOnlyMethod.Name, DepthShrinkerMethod.Name, UniformMethod.Name];

    /// <summary>One of <see cref="Names"/>.</summary>
    public string Name { get; init; } = FitMethod.Name;

    /// <summary>Whether a published method is run as it was meant or as the released program runs it.</summary>
    public Fidelity Fidelity { get; init; }

    /// <summary>How strongly the two-stage method prefers many blocks to few: a factor of the mean that it subtracts.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>The mean that it subtracts.</summary>
    public NormalizeOver NormalizeOver { get; init; }

    /// <summary>Ticks of a millisecond where the released programs truncate; without meaning for the exact solver.</summary>
    public double Precision { get; init; } = 10;

    /// <summary>
    /// A merged convolution with more multiply-accumulates than this multiple of what it replaces is not even measured. The released
    /// programs measure everything.
    /// </summary>
    public double MostWork { get; init; } = 4;

    /// <summary>How <c>depthshrinker</c> is set.</summary>
    public ShrinkOptions Shrink { get; init; } = new();

    /// <summary>How latencies are rounded.</summary>
    internal Ticks Ticks => Fidelity is Fidelity.Released ? Ticks.Floor(Precision) : Ticks.Ceiling();
}
