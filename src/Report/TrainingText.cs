namespace DepthCompress.Report;

/// <summary>A training run in words.</summary>
public static class TrainingText
{
    /// <summary>What was trained on, how, how far, and how fast: a line each.</summary>
    public static ImmutableArray<string> Lines(TrainingFacts facts)
    {
        var teacher = facts.Teacher is { } name ? $", imitating {name}" : "";
        var resumed = facts.ResumedFrom > 0 ? $", of which {facts.ResumedFrom} in an earlier run" : "";
        var early = facts.StoppedEarly ? ", stopped early" : "";
        var validation = facts is { Metric: { } metric, Validation: { } value }
            ? $", validation {metric} {Figures.Quality(metric, value)}" : "";
        return
        [
            $"trained on {facts.Data}{teacher}",
            $"recipe: {facts.Recipe}",
            $"{facts.Steps} steps ({Figures.Text(facts.Epochs, "0.#")} epochs){resumed}{early}: "
                + $"loss {Figures.Text(facts.Loss, "0.0000")}{validation}",
            $"{Figures.Duration(facts.Seconds)}, {Figures.Text(facts.ImagesPerSecond, "0")} images/s, "
                + $"{Figures.Milliseconds(1000 * facts.SecondsPerStep)} a step; waited {Figures.Duration(facts.WaitedSeconds)} for images",
        ];
    }
}
