using DepthCompress.GraphIR;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>What a search with learned gates needs: the images, its settings, the trainer, and the place of its state.</summary>
internal sealed class GateSearching
{
    /// <summary>The smoothing of labels that the published search trains with.</summary>
    private const double Smoothing = 0.1;

    private readonly Workflow workflow;
    private readonly GateSearchOptions options;
    private readonly ITrainingData training;
    private readonly TrainingJournal journal;

    private GateSearching(Workflow workflow, Settings settings, Session session)
    {
        _ = settings.Data ?? throw DiagnosticCatalog.MissingSetting.Error(null, "the images that the search trains on", "--data SOURCE");
        this.workflow = workflow;
        var recipe = settings.Training.Complete(true);
        recipe = recipe.LabelSmoothing > 0 ? recipe : recipe with { LabelSmoothing = Smoothing };

        // What a plan is to reach changes nothing in the search.
        var known = settings with { Speedup = null, TargetLatency = null, BudgetMs = null, MaxDrop = null, FineTune = null };
        var state = TrainingState.For(session, known, recipe with { Checkpoint = null }, workflow.Digest, "gates");
        options = settings.Search(recipe, state.Path);
        training = workflow.TrainingImages(recipe).Data;
        journal = new TrainingJournal(session.Trainer(), state);
    }

    /// <summary>Whether scores are wanted, and not some other measure of importance.</summary>
    internal static bool IsAsked(Settings settings) => settings.Method == DepthShrinkerMethod.Name && settings.Importance?.By is null;

    /// <summary>For the method of the settings; null where it searches for nothing.</summary>
    internal static GateSearching? For(Workflow workflow, Settings settings, Session session)
    {
        if (workflow.Method is not DepthShrinkerMethod shrinker)
        {
            return null;
        }

        foreach (var unit in shrinker.Found.Where(unit => unit.WhyNot is not null))
        {
            session.Diagnostics.Report(DiagnosticCatalog.BlockNotShrinkable.At(null, unit.Name, unit.WhyNot!));
        }

        return shrinker.Searches && IsAsked(settings) ? new GateSearching(workflow, settings, session) : null;
    }

    /// <summary>The search for a network and what its units save.</summary>
    internal GateSearch SourceFor(ImportanceRequest request, DepthShrinkerMethod shrinker, DiagnosticSink diagnostics) =>
        new(workflow.Executor, journal, workflow.Store, new()
        {
            Graph = request.Graph,
            Chains = request.Chains,
            ModelDigest = request.ModelDigest,
            Units = shrinker.Ranked,
            Saved = request.Saved,
            SavedOn = request.SavedOn,
            Training = training,
            Calibration = workflow.Data.Refit,
            Options = options,
        })
        { Diagnostics = diagnostics };
}
