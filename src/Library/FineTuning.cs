using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;

namespace DepthCompress;

/// <summary>What fine-tuning within a compression needs: the images, the recipe, the trainer, and the place of its state.</summary>
internal sealed class FineTuning
{
    private readonly TrainingSettings training;
    private readonly TrainingImages images;
    private readonly int seed;

    /// <summary>Opens everything before anything is computed.</summary>
    /// <param name="workflow">The model and its images.</param>
    /// <param name="settings">With data.</param>
    /// <param name="session">Makes the trainer.</param>
    /// <param name="identity">What tells this run from others, besides settings and model.</param>
    internal FineTuning(Workflow workflow, Settings settings, Session session, string identity)
    {
        training = settings.Training!;
        seed = settings.Seed!.Value;
        var teacher = training.Teacher is { } file ? (OnnxReader.Read(file, session.Diagnostics).Graph, file) : ((Graph, string)?)null;
        images = workflow.TrainingImages(training);
        State = TrainingState.For(session, settings, training, workflow.Digest, identity);
        Journal = new TrainingJournal(session.Trainer(), State) { Teacher = teacher };
    }

    /// <summary>Trains, and knows how it went.</summary>
    internal TrainingJournal Journal { get; }

    /// <summary>The state of the run while it lasts.</summary>
    internal TrainingState State { get; }

    /// <summary>As the compressor takes it.</summary>
    internal FineTune Options => new()
    {
        Budget = training.Budget(),
        Recipe = steps => training.Recipe(steps, seed),
        DistillationWeight = training.Distillation is false ? 0 : images.Choice.HasAnswers ? training.DistillWeight!.Value : 1,
        Temperature = training.Temperature!.Value,
        Regression = !images.Choice.IsClassifier,
        Features = training.FeatureWeight > 0 ? FeatureMatching.Segments : FeatureMatching.None,
        FeatureWeight = training.FeatureWeight!.Value,
        Checkpoint = State.Path,
    };

    /// <summary>The samples of a compression, with those to train on.</summary>
    internal CompressionData With(CompressionData data) =>
        data with { Training = images.Data, Validation = images.Validation ?? data.Selection };
}
