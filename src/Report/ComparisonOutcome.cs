using DepthCompress.Passes.Compression;

namespace DepthCompress.Report;

/// <summary>What a method made of a network: the part of a comparison that is kept from run to run.</summary>
public sealed record ComparisonOutcome
{
    /// <summary>How it ended, as JSON spells it.</summary>
    public required string Verdict { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Explanation { get; init; }

    /// <summary>Whether the plan misses the target although it is the fastest that the method has.</summary>
    public bool IsFastest { get; init; }

    /// <summary>The network, from the folder of the comparison.</summary>
    public required string Model { get; init; }

    /// <summary>The plan, from the folder of the comparison.</summary>
    public required string Plan { get; init; }

    /// <summary>How many decisions the plan holds.</summary>
    public required int Segments { get; init; }

    /// <summary>The measures of quality on the evaluation set, at the end.</summary>
    public required ImmutableArray<QualityChange> Quality { get; init; }

    /// <summary>The same before training; null where nothing was trained.</summary>
    public ImmutableArray<QualityChange>? AfterFit { get; init; }

    /// <summary>The compressed network.</summary>
    public required NetworkFacts Facts { get; init; }

    /// <summary>The recipe in a line; null where nothing was trained.</summary>
    public string? Recipe { get; init; }

    /// <summary>Training steps, those of an earlier, stopped run included.</summary>
    public long TrainingSteps { get; init; }

    /// <summary>Seconds of training in the run that finished it.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>Why the training's result is not used; null where it is.</summary>
    public string? WhyNotKept { get; init; }

    /// <summary>Seconds of every stage.</summary>
    public required ImmutableDictionary<string, double> Seconds { get; init; }

    /// <summary>What was proved.</summary>
    public required ImmutableArray<ComparisonCheck> Checks { get; init; }

    /// <summary>
    /// Seconds of tables and plan. Methods and targets share tables: who needs a row first pays for it.
    /// </summary>
    public double PlanningSeconds => PlanningStages.Sum(stage => Seconds.GetValueOrDefault(stage));

    /// <summary>Whether every check passed.</summary>
    public bool IsVerified => Checks.All(check => check.Passed);

    private static ImmutableArray<string> PlanningStages { get; } = ["latency table", "importance table", "closed loop", "compare plans"];
}
