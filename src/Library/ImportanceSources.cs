using DepthCompress.GraphIR;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>Makes what fills the importance table: here or in several processes, of candidates as they are or trained.</summary>
internal sealed class ImportanceSources(Workflow workflow, Settings settings, Session session)
{
    /// <summary>Fails before anything is measured for settings that make no sense.</summary>
    /// <exception cref="DiagnosticException">One does not.</exception>
    internal static void Check(Settings settings)
    {
        _ = settings.Workers();
        if (settings.TrainingOfImportance() is not null && settings.Data is null)
        {
            throw DiagnosticCatalog.MissingSetting.Error(null, "the images that candidates are trained on", "--data SOURCE");
        }
    }

    /// <summary>For these candidates and samples.</summary>
    internal IImportanceSource Of(ImportanceRequest request)
    {
        if (GateSearching.For(workflow, settings, session) is { } search)
        {
            return search.SourceFor(request, (DepthShrinkerMethod)workflow.Method, session.Diagnostics);
        }

        var training = settings.TrainingOfImportance();
        var share = session.ShareOf(settings.Calculator(), training?.Recipe.Device);
        IImportanceSource rows = training is null
            ? new ImportanceEstimator(workflow.Executor, workflow.Store, request)
            : Trained(request, training, new PausingTrainer(session.Surroundings.Trainer(), _ => share));
        var source = new YieldingImportance(rows, share);
        if (settings.Workers() is 1 && settings.WorkerDevices().IsEmpty)
        {
            return new ClaimedImportance(source, workflow.Claims);
        }

        var workers = new WorkerCrew(workflow.Path, settings, session);
        return new ImportanceWorkers(source, workflow.Store, request.Chains, workers.Count, workers.Start);
    }

    private TrainedImportance Trained(ImportanceRequest request, ImportanceTraining training, ITrainer trainer)
    {
        var plain = new TrainingSettings { ValidationCount = 0, Augment = settings.ImportanceAugment() }.Complete(fineTunes: true);
        var images = workflow.TrainingImages(plain, training.Images);
        var recipe = training.Recipe;
        training = training with
        {
            DistillationWeight = images.Choice.HasAnswers ? training.DistillationWeight : 1,
            Regression = !images.Choice.IsClassifier,

            // A preset must do where there are few images; who names a batch is told that it cannot be filled.
            Recipe = settings.Importance!.Batch is null ? recipe with { BatchSize = Math.Min(recipe.BatchSize, images.Data.Count) } : recipe,
        };
        return new TrainedImportance(workflow.Executor, trainer, workflow.Store, request, training, images.Data);
    }
}
