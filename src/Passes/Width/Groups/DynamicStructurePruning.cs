using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Dynamic Structure Pruning (Park et al., AAAI'23): filters learn groups while a group lasso over (group, input channel) pulls at the weights;
/// then every group drops the channels it needs least, and the last convolutions of blocks drop filters, all under one budget.
/// What is learned does not depend on the target: with the checkpoint of a finished learning, another target is only decided anew.
/// </summary>
/// <param name="options">How it learns.</param>
public sealed class DynamicStructurePruning(DynamicStructureOptions options) : IWidthLearning
{
    /// <inheritdoc/>
    public string Name => "dsp";

    /// <inheritdoc/>
    /// <exception cref="DiagnosticException">
    /// DC3310: a layer has fewer filters than there are groups. DC3311: so much cannot go. DC3330: there is nothing to prune.
    /// </exception>
    public LearnedWidth Learn(Graph graph, WidthTarget target, WidthTraining training,
        IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var layers = PrunableLayers.Of(graph);
        var request = Request(graph, layers, training, target.UnknownExtent);
        var trained = training.Trainer.Train(graph, request, Reporting(progress), cancellation);
        var budget = new GroupBudget(KernelMasks.Full(trained.Graph, layers), trained.GroupLogits, target, options.AsReleased);
        var (masks, part) = budget.Find();
        return new LearnedWidth(masks, trained) { Notes = Notes(masks, part, trained, target) };
    }

    /// <summary>What is trained; of the target it depends on nothing but what axes known only by name count as.</summary>
    private TrainingRequest Request(Graph graph, ImmutableArray<PrunableLayer> layers, WidthTraining training, int unknown)
    {
        foreach (var layer in layers)
        {
            if (graph.Initializers[layer.Weight].Shape[0] is var filters && (options.Groups < 1 || filters < options.Groups))
            {
                throw new DiagnosticException(DiagnosticCatalog.TooManyGroups.At(layer.Name, options.Groups, filters));
            }
        }

        var (sizes, steps) = (layers.Select(layer => InputOf(graph, layer, unknown)).ToArray(), training.Recipe.Steps);
        return new TrainingRequest
        {
            Data = training.Data,
            Recipe = Recipe(training.Recipe),
            Checkpoint = training.Checkpoint,
            Groups = new()
            {
                Layers = [.. layers.Zip(sizes, (layer, size) => Grouped(graph, layer, size / sizes.Max()))],
                Groups = options.Groups,
                Strength = options.StrengthFor(layers.Length, steps),
                Temperature = options.Temperature,
                LogitRate = options.LogitRateFor(steps),
                UpdateEvery = options.UpdateEvery,
                FrozenPart = options.FrozenPart,
                AsReleased = options.AsReleased,
            },
        };
    }

    private TrainingRecipe Recipe(TrainingRecipe recipe) => recipe with
    {
        Optimizer = new Optimizer.Sgd(0.9, false),
        Schedule = recipe.Schedule with { Peak = options.LearningRateFor(recipe.Steps), Decline = LearningRateDecline.Cosine, Final = 0 },
        WeightDecay = options.WeightDecay,
        DecayAll = options.AsReleased,
        Patience = 0,
        AverageDecay = 0,
    };

    /// <summary>κ = √(size of the input) · √(taps) · (G/O)^1.5: with balanced groups √(the size of a group channel), weighed by where it is read.</summary>
    private GroupedLayer Grouped(Graph graph, PrunableLayer layer, double size)
    {
        var shape = graph.Initializers[layer.Weight].Shape;
        var taps = options.AsReleased ? shape[2] : Math.Sqrt(shape[2..].Product);
        return new(layer.Weight, Math.Sqrt(size) * taps * Math.Pow((double)options.Groups / shape[0], 1.5))
        {
            Norm = layer.Norm is { Op: BatchNormalization { Epsilon: var epsilon } } norm
                ? new NormalizationOperands(norm.Inputs[1]!, norm.Inputs[4]!, epsilon) : null,
            First = options.BeginsByDescent
                ? GroupDescent.Run(GroupedFilters.Energies(graph, layer, !options.AsReleased), shape[0], options.Groups) : [],
        };
    }

    /// <summary>The numbers that a layer reads of one sample.</summary>
    private static double InputOf(Graph graph, PrunableLayer layer, int unknown) => graph.TypeOf(layer.Conv.Inputs[0]!)?.Shape is { } shape
        ? shape[1..].ToDims(unknown).Aggregate(1.0, (product, size) => product * size)
        : graph.Initializers[layer.Weight].Shape[1];

    private ImmutableArray<string> Notes(KernelMasks masks, double budget, TrainingResult trained, WidthTarget target)
    {
        var cost = MaskCost.Of(masks, target.UnknownExtent);
        var branches = masks.Masks.Sum(Branches);
        return
        [
            Text($"β = {budget:0.0000}: {100 * cost.RemovedMultiplyAccumulates:0.0} % of the multiply-accumulates of the prunable convolutions go, ")
                + Text($"{100 * cost.RemovedOfWholeMultiplyAccumulates:0.0} % of all; {100 * cost.RemovedOfWholeParameters:0.0} % of the parameters"),
            Text($"{masks.Layers.Length} convolutions of up to {options.Groups} groups; {branches} different sets of channels are read"),
            Text($"{100 * Decided(trained.GroupLogits):0} % of the filters lean to their group with 90 % and more"),
        ];
    }

    /// <summary>The different sets of channels that filters read.</summary>
    private static int Branches(KernelMask mask) => mask.Live.Chunk(mask.Channels).Where(row => row.Contains(true))
        .Select(row => string.Concat(row.Select(live => live ? '1' : '0'))).Distinct().Count();

    /// <summary>The part of filters whose softmax is nearly certain.</summary>
    private double Decided(ImmutableArray<Tensor> logits) => logits.SelectMany(Certainties).DefaultIfEmpty().Average(part => part >= 0.9 ? 1 : 0);

    private IEnumerable<double> Certainties(Tensor logits)
    {
        var (numbers, filters) = (logits.ToDoubles(), logits.Shape[1]);
        return Enumerable.Range(0, filters).Select(filter =>
        {
            var own = Enumerable.Range(0, logits.Shape[0]).Select(group => numbers[(group * filters) + filter] / options.Temperature).ToArray();
            return 1 / own.Sum(number => Math.Exp(number - own.Max()));
        });
    }

    private static DirectProgress<TrainingProgress> Reporting(IProgress<RunProgress>? progress) => new(step => progress?.Report(
        new RunProgress((int)step.Step, (int)step.Steps, Text($"learning groups, loss {step.Loss:0.000}, {step.SamplesPerSecond:0} samples/s"))));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
