using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;

namespace DepthCompress.Passes.Importance;

/// <summary>One short training and its score, or why there is none.</summary>
internal sealed class TrainingAttempt(ITrainer trainer, ImportanceRequest request, ImportanceTraining training, ITrainingData data)
{
    /// <summary>How a training ended.</summary>
    /// <param name="Score">On the selection samples; null where it failed.</param>
    /// <param name="Steps">Finished steps.</param>
    /// <param name="StoppedEarly">Whether it was hopeless.</param>
    /// <param name="Failure">Why there is no score.</param>
    /// <param name="Diverged">Whether numbers left the range of numbers.</param>
    internal sealed record Outcome(double? Score, long Steps, bool StoppedEarly = false, string? Failure = null, bool Diverged = false);

    /// <summary>The first attempt's.</summary>
    public TrainingRecipe Recipe { get; } = training.RecipeFor(data.Count);

    /// <summary>Trains and scores.</summary>
    /// <param name="start">The network.</param>
    /// <param name="recipe">How it learns.</param>
    /// <param name="scores">Knows what the original answers.</param>
    /// <param name="baseline">Below which a row can be hopeless; null to train to the end.</param>
    /// <param name="tell">Told of steps.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="DiagnosticException">What would stop every training.</exception>
    public Outcome Run(
        Graph start, TrainingRecipe recipe, SelectionScores scores, double? baseline, Action<string> tell, CancellationToken cancellation)
    {
        var floor = baseline - training.HopelessDrop;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Outcome? hopeless = null;
        var watch = new DirectProgress<TrainingProgress>(step =>
        {
            tell(FormattableString.Invariant($"step {step.Step} of {step.Steps}, loss {step.Loss:0.000}"));
            if (step.Metric < floor && step.Step < step.Steps)
            {
                hopeless = new(step.Metric, step.Step, StoppedEarly: true);
                stop.Cancel();
            }
        });
        try
        {
            var trained = trainer.Train(start, RequestFor(recipe, floor is null ? null : scores), watch, stop.Token);
            return Scored(scores.Of(trained.Graph), trained.Steps);
        }
        catch (OperationCanceledException) when (hopeless is not null && !cancellation.IsCancellationRequested)
        {
            return hopeless;
        }
        catch (DiagnosticException problem) when (IsOfTheRow(problem))
        {
            return new(null, 0, Failure: problem.Message, Diverged: CodeOf(problem) == DiagnosticCatalog.LossNotFinite.Code);
        }
#pragma warning disable CA1031 // Whatever an engine does to one row, the others can be computed.
        catch (Exception problem) when (problem is not (OperationCanceledException or DiagnosticException))
#pragma warning restore CA1031
        {
            return new(null, 0, Failure: $"{problem.GetType().Name}: {problem.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Whether a problem is one of this network; data, options and machines are those of all.</summary>
    public static bool IsOfTheRow(DiagnosticException problem) =>
        CodeOf(problem) is var code && (code == DiagnosticCatalog.LossNotFinite.Code || code == DiagnosticCatalog.TrainingFails.Code || code[2] is not ('2' or '4'));

    private static string CodeOf(DiagnosticException problem) => problem.Diagnostic.Descriptor.Code;

    private Outcome Scored(double score, long steps) => double.IsFinite(score) ? new(score, steps)
        : new(null, steps, Failure: $"{request.Metric.Name} is not a number after the training", Diverged: true);

    private TrainingRequest RequestFor(TrainingRecipe recipe, SelectionScores? watched) => new()
    {
        Data = data,
        Recipe = watched is null ? recipe : recipe with { ValidateEvery = (int)Math.Max(1, recipe.Steps / 2) },
        Teacher = training.DistillationWeight <= 0 ? null : new Distillation(request.Graph)
        {
            Weight = training.DistillationWeight,
            Temperature = training.Temperature,
            Regression = training.Regression,
        },
        Validation = watched is null ? null : request.Evaluation,
        Metric = watched?.Metric,
    };
}
