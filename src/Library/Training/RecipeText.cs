using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>A recipe in a line, for people.</summary>
internal static class RecipeText
{
    internal static string Of(TrainingRecipe recipe, Distillation? teacher)
    {
        var parts = new List<string>
        {
            $"{recipe.Steps} steps of {recipe.BatchSize}",
            recipe.Optimizer switch
            {
                Optimizer.Sgd sgd => sgd.Momentum > 0 ? Text($"SGD, momentum {sgd.Momentum}") : "SGD",
                Optimizer.AdamW => "AdamW",
                var other => $"{other}",
            },
            ScheduleOf(recipe.Schedule),
            Text($"weight decay {recipe.WeightDecay}{(recipe.DecayAll ? " on everything" : "")}"),
        };
        Add(recipe.LabelSmoothing > 0, $"label smoothing {recipe.LabelSmoothing}");
        Add(recipe.ClipNorm > 0, $"gradients to {recipe.ClipNorm}");
        Add(recipe.AverageDecay > 0, $"averaged with {recipe.AverageDecay}");
        Add(recipe.Mixup > 0, $"mixup {recipe.Mixup}");
        Add(recipe.FreezeStatistics, $"statistics frozen");
        Add(recipe.MixedPrecision, $"mixed precision");
        Add(!recipe.LearningRateFactors.IsEmpty,
            $"rates {string.Join(", ", recipe.LearningRateFactors.Select(factor => Text($"{factor.Pattern} x {factor.Factor}")))}");
        if (teacher is not null)
        {
            Add(true, teacher.Regression ? $"regression on the teacher's answers"
                : (FormattableString)$"distillation {teacher.Weight} at temperature {teacher.Temperature}");
            Add(!teacher.Features.IsEmpty && teacher.FeatureWeight > 0, $"features {teacher.FeatureWeight}");
        }

        return string.Join("; ", parts);

        void Add(bool holds, FormattableString part)
        {
            if (holds)
            {
                parts.Add(Text(part));
            }
        }
    }

    private static string ScheduleOf(LearningRateSchedule schedule)
    {
        var decline = schedule.Decline switch
        {
            LearningRateDecline.Cosine => "cosine",
            LearningRateDecline.Linear => "linear",
            LearningRateDecline.Steps => $"step at {string.Join(" and ", schedule.Milestones.Select(part => Text($"{part}")))}",
            _ => "constant",
        };
        return Text($"learning rate {schedule.Peak} {decline}{(schedule.WarmUp > 0 ? $", {schedule.WarmUp} steps of warm-up" : "")}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
