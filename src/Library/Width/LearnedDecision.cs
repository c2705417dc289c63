using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Decides by training which kernels are needed.</summary>
internal sealed class LearnedDecision
{
    private readonly Workflow workflow;
    private readonly Session session;
    private readonly TrainingImages images;
    private readonly TrainingState state;
    private readonly TrainingJournal journal;
    private readonly IWidthLearning method;
    private readonly TrainingRecipe recipe;

    /// <summary>Opens everything before anything is computed.</summary>
    /// <param name="workflow">The model and its images.</param>
    /// <param name="session">Makes the trainer.</param>
    /// <param name="settings">With data, complete ones of training among them.</param>
    /// <param name="options">The method and its target.</param>
    /// <param name="depth">What is narrowed, where it is not the model itself.</param>
    /// <exception cref="DiagnosticException">DC2681: the images have no labels.</exception>
    internal LearnedDecision(Workflow workflow, Session session, Settings settings, PruneOptions options, string? depth)
    {
        (this.workflow, this.session) = (workflow, session);
        var training = settings.Training!;
        images = workflow.TrainingImages(training);
        if (!images.Choice.HasAnswers)
        {
            throw DiagnosticCatalog.LearningWithoutAnswers.Error(settings.Data!, options.Method);
        }

        var basis = training.Recipe(1, settings.Seed!.Value);
        method = WidthValues.Method(options, settings);
        recipe = basis with { Steps = settings.LearningSteps(options.Method, images.Data.Count, basis.BatchSize) };
        state = State(session, settings, training, options, workflow.Digest, depth);
        journal = new TrainingJournal(session.Trainer(), state);
    }

    /// <summary>How the learning went.</summary>
    internal TrainingFacts? Facts => journal.Facts;

    /// <summary>Trains, and decides.</summary>
    internal LearnedWidth Learn(Graph graph, WidthTarget target)
    {
        // What cannot be narrowed is refused by name before hours of training.
        _ = PrunableLayers.Of(graph, session.Diagnostics);
        var training = new WidthTraining
        {
            Executor = workflow.Executor,
            Trainer = journal,
            Data = images.Data,
            Recipe = recipe,
            Checkpoint = state.Path,
        };
        return session.WithProgress(progress => progress.Stage("learn", rows =>
            method.Learn(graph, target, training, rows, session.Cancellation)));
    }

    /// <summary>Removes the state of the learning, unless somebody wants to go on from it.</summary>
    internal void Forget()
    {
        if (!state.IsNamed)
        {
            state.Delete();
        }
    }

    /// <summary>
    /// Another recipe of fine-tuning, another layout and (where the learning does not depend on it) another target are no other learning.
    /// </summary>
    private static TrainingState State(Session session, Settings settings, TrainingSettings training, PruneOptions options, string digest, string? depth)
    {
        var width = settings.Width ?? new WidthSettings();
        var known = settings with { Width = width with { Layout = null }, Speedup = null, TargetLatency = null, BudgetMs = null, MaxDrop = null };
        var own = new TrainingSettings
        {
            Batch = training.Batch,
            Augment = training.Augment,
            ValidationCount = training.ValidationCount,
            Checkpoint = width.Learned,
        };
        return TrainingState.For(session, known, own, digest, "learn", options.Method, WidthValues.LearnsForTarget(options.Method) ? options.TargetText : "",
            depth ?? "");
    }
}
