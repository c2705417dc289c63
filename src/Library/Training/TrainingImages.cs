using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress;

/// <summary>What a network is trained on and watched with.</summary>
/// <param name="Data">For the trainer.</param>
/// <param name="Validation">Held out of the training images; null for none.</param>
/// <param name="Choice">How the network's quality can be measured.</param>
internal sealed record TrainingImages(ITrainingData Data, CalibrationSet? Validation, MetricChoice Choice)
{
    private const int SubsetSeed = 20262;

    /// <summary>The measure of validations.</summary>
    internal IQualityMetric? Metric => Validation is null ? null : Choice.OfTraining;

    /// <summary>Opens them beside the other images of a command.</summary>
    /// <param name="model">The network that takes them.</param>
    /// <param name="settings">With data.</param>
    /// <param name="training">Complete ones.</param>
    /// <param name="splits">The other images.</param>
    /// <param name="selection">How many images candidates are compared on, as asked for.</param>
    /// <param name="executor">Runs the network, to see what it answers.</param>
    /// <param name="most">The most images to train on, drawn from all; null for all.</param>
    internal static TrainingImages Open(Model model, Settings settings, TrainingSettings training, DataSplits splits, int selection,
        IGraphExecutor executor, int? most = null)
    {
        var split = TrainingSplit.Open(settings.Data!, splits, selection, training.ValidationCount!.Value);
        if (most < split.Training.Count)
        {
            split = split with { Training = ImageSubset.Range(ImageSubset.Shuffled(split.Training, SubsetSeed), 0, most.Value) };
        }

        var images = new ModelImages(model.Graph, settings);
        var looked = images.Batch(split.Training);
        var data = TrainingStream.Open(split.Training, images.Preprocessing, training.Augmentation(), images.Layout);
        var choice = images.ChooseMetrics(executor, images.Stream(looked));
        var validation = split.Validation is null || choice.OfTraining is null ? null : images.Set(images.Batch(split.Validation));
        return new(data, validation, choice);
    }

    /// <summary>
    /// Whom the network imitates, and how: scores of classes softly, anything else by regression; without labels it has nothing else.
    /// </summary>
    internal Distillation Imitate(Graph teacher, TrainingSettings training) => new(teacher)
    {
        Weight = Choice.HasAnswers ? training.DistillWeight!.Value : 1,
        Temperature = training.Temperature!.Value,
        Regression = !Choice.IsClassifier,
        FeatureWeight = training.FeatureWeight!.Value,
    };
}
