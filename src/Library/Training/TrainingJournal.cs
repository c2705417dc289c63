using System.Diagnostics;
using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>A trainer that writes down how its last run went, and says how a run that was stopped goes on.</summary>
internal sealed class TrainingJournal(ITrainer trainer, TrainingState state) : ITrainer
{
    /// <summary>The last finished run.</summary>
    internal TrainingFacts? Facts { get; private set; }

    /// <summary>Whom networks imitate instead of the one that they are told to; null for no change.</summary>
    internal (Graph Graph, string File)? Teacher { get; init; }

    /// <inheritdoc/>
    public TrainingResult Train(Graph graph, TrainingRequest request, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        request = request with { Teacher = TeacherOf(request.Teacher) };
        var history = new TrainingHistory();
        try
        {
            var result = Resume(graph, request, history.Before(progress), cancellation);
            Facts = FactsOf(request, result, clock.Elapsed) with { History = history.Entries };
            return result;
        }
        catch (OperationCanceledException) when (state.Exists)
        {
            throw DiagnosticCatalog.TrainingInterrupted.Error(null, state.Path);
        }
    }

    private TrainingResult Resume(Graph graph, TrainingRequest request, IProgress<TrainingProgress>? progress,
        CancellationToken cancellation)
    {
        try
        {
            return trainer.Train(graph, request, progress, cancellation);
        }
        catch (DiagnosticException problem) when (
            IsOfNoUse(problem.Diagnostic.Descriptor) && !state.IsNamed && request.Checkpoint is { } file
            && file.StartsWith(state.Path, StringComparison.Ordinal))
        {
            // A plan that depends on measurements can come out differently: then there is nothing to go on from.
            if (file == state.Path)
            {
                state.Delete();
            }

            File.Delete(file);
            return trainer.Train(graph, request, progress, cancellation);
        }
    }

    private static bool IsOfNoUse(DiagnosticDescriptor descriptor) =>
        descriptor == DiagnosticCatalog.CheckpointOfAnotherRun || descriptor == DiagnosticCatalog.CheckpointDamaged;

    private Distillation? TeacherOf(Distillation? asked) =>
        Teacher is { } other && asked is not null ? asked with { Teacher = other.Graph, Features = [] } : asked;

    private TrainingFacts FactsOf(TrainingRequest request, TrainingResult result, TimeSpan elapsed) => new()
    {
        Recipe = RecipeText.Of(request.Recipe, request.Teacher),
        Data = request.Data.Name,
        Images = request.Data.Count,
        BatchSize = request.Recipe.BatchSize,
        Seed = request.Recipe.Seed,
        Teacher = request.Teacher is null ? null : Teacher?.File ?? "the original",
        Steps = result.Steps,
        ResumedFrom = result.FirstStep,
        Loss = result.Loss,
        Validations = result.Validations,
        Metric = request.Metric?.Name,
        Validation = result.Metric,
        StoppedEarly = result.StoppedEarly,
        Seconds = elapsed.TotalSeconds,
        WaitedSeconds = result.WaitedSeconds,
    };
}
