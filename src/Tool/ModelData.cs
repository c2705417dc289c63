using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Compression;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Tool;

/// <summary>The samples of a command: images as the settings name them, or noise.</summary>
internal sealed class ModelData(Model model, Settings settings, DiagnosticSink diagnostics)
{
    private const int NumbersPerBatch = 1 << 21;
    private const int MostPerBatch = 64;
    private const int AnswersLookedAt = 64;
    private const int NoiseSamples = 256;
    private readonly Graph graph = model.Graph;
    private (Batches Calibration, Batches Selection, Batches Test)? images;

    /// <summary>The size of the images as the network takes them, without the batch; null where no images are named.</summary>
    internal ImmutableArray<int>? ImageSize =>
        settings.Data is null ? null : Images().Calibration[0].Input.Shape is var shape ? [.. shape[1..]] : null;

    /// <summary>Opens everything, and chooses the measures of quality.</summary>
    internal CompressionData Open(IGraphExecutor executor)
    {
        MetricChoice.Check(settings.Metric!);
        var (refit, selection, test) = settings.Data is null ? Noise()
            : (Set(Images().Calibration), Set(Images().Selection), Set(Images().Test));
        var choice = ChooseMetrics(executor, selection);
        var calibration = First(refit, settings.CalibrationCount!.Value);
        return new CompressionData(calibration, selection, test, choice.Named(settings.Metric!), choice.Reported) { Refit = refit };
    }

    /// <summary>The samples to judge by, and the measures.</summary>
    internal (CalibrationSet Set, ImmutableArray<IQualityMetric> Metrics) OpenEvaluation(IGraphExecutor executor)
    {
        var set = settings.TestData is null && settings.Data is null ? Noise().Evaluation : Set(Test());
        return (set, ChooseMetrics(executor, set).Reported);
    }

    /// <summary>Samples to calibrate or refit on, whichever are more: the former are the first of the latter.</summary>
    private int CalibrationSamples => Math.Max(
        SettingValues.AtLeastOne("--calibration-count", settings.CalibrationCount!.Value),
            SettingValues.AtLeastOne("--refit-count", settings.RefitCount!.Value));

    private Batches Test() =>
        settings.TestData is null ? Batch(DataSources.Open(settings.Data!)) : Batch(DataSources.Open(settings.TestData));

    private MetricChoice ChooseMetrics(IGraphExecutor executor, CalibrationSet set)
    {
        var count = 0;
        using var session = executor.Open(graph, [graph.Outputs[0].Value]);
        ImmutableArray<Tensor> answers = [.. set.Batches.TakeWhile(batch => (count += batch.Count) - batch.Count < AnswersLookedAt)
            .Select(batch => session.Run(batch.Inputs.AsSpan())[0])];
        var preprocessing = settings.Preprocess is null ? Preprocessing.Raw : Preprocessing.Parse(settings.Preprocess);
        return new MetricChoice(answers, set.Batches[0], preprocessing.TargetBorder);
    }

    private (Batches Calibration, Batches Selection, Batches Test) Images()
    {
        if (images is { } known)
        {
            return known;
        }

        if (settings.Preprocess is null)
        {
            diagnostics.Report(DiagnosticCatalog.NoPreprocessing.At(null));
        }

        var calibration = CalibrationSamples;
        var selection = SettingValues.AtLeastOne("--selection-count", settings.SelectionCount!.Value);
        var splits = DataSplits.Open(settings.Data!, calibration, selection, diagnostics);
        var test = settings.TestData is null ? Batch(splits.Test) : Batch(DataSources.Open(settings.TestData));
        var result = (Batch(splits.Calibration), Batch(splits.Selection), test);
        images = result;
        return result;
    }

    private Batches Batch(IImageSource source)
    {
        if (graph.Inputs is not [var input])
        {
            throw DiagnosticCatalog.SeveralInputs.Error(null, graph.Inputs.Length);
        }

        var type = graph.TypeOf(input);
        var preprocessing = settings.Preprocess is null ? Preprocessing.Raw : Preprocessing.Parse(settings.Preprocess);
        var single = Batches.Open(source, preprocessing, 1);
        var size = type?.Shape is [{ IsKnown: true } batch, ..] ? batch.Size
            : Math.Clamp(NumbersPerBatch / single.Shape.Length, 1, MostPerBatch);
        var batches = Batches.Open(source, preprocessing, Math.Min(size, source.Count));
        if (type is not null)
        {
            batches.Fit(graph.NameOf(input), type);
        }

        if (graph.TypeOf(graph.Outputs[0].Value)?.Shape is [_, { IsKnown: true, Size: > 1 } classes, .. var rest]
            && rest.All(axis => axis == 1))
        {
            batches.FitLabels(classes.Size);
        }

        return batches;
    }

    private CalibrationSet Set(Batches batches)
    {
        var type = graph.TypeOf(graph.Inputs[0]);
        var isFixed = type?.Shape is [{ IsKnown: true }, ..];
        var all = batches.Where(batch => !isFixed || batch.Count == type!.Shape[0].Size).Select(batch => new CalibrationBatch(
            [type is null ? batch.Input : batch.Input.ConvertTo(type.Element)], batch.Labels.IsEmpty ? null : batch.Labels, batch.Target));
        CalibrationSet set = new([.. all], $"{batches.Source.Name} | {batches.Preprocessing}");
        return set.Batches.IsEmpty ? throw DiagnosticCatalog.EmptyData.Error(batches.Source.Name, batches.Source.Count) : set;
    }

    private static CalibrationSet First(CalibrationSet set, int count)
    {
        var taken = 0;
        ImmutableArray<CalibrationBatch> batches = [.. set.Batches.TakeWhile(batch => (taken += batch.Count) - batch.Count < count)];
        return batches.Length == set.Batches.Length ? set
            : new CalibrationSet(batches, $"{set.Name} | first {batches.Sum(batch => batch.Count)}");
    }

    private (CalibrationSet Calibration, CalibrationSet Selection, CalibrationSet Evaluation) Noise()
    {
        diagnostics.Report(DiagnosticCatalog.NoData.At(null));
        return (Noise("calibration", 1, CalibrationSamples), Noise("selection", 2, settings.SelectionCount!.Value),
            Noise("evaluation", 3, NoiseSamples));
    }

    /// <summary>
    /// Standard normal numbers for every input, in the sizes that were named for latency where the model leaves them open.
    /// </summary>
    private CalibrationSet Noise(string name, int seed, int count)
    {
        var shapes = new InputShapes(graph, settings, null).OfNoise();
        var open = graph.TypeOf(graph.Inputs[0])?.Shape is [{ IsKnown: false }, ..];
        var numbers = shapes.Sum(shape => shape.Skip(1).Aggregate(1L, (product, size) => product * size));
        var batch = open ? (int)Math.Clamp(NumbersPerBatch / numbers, 1, Math.Min(MostPerBatch, count)) : shapes[0][0];
        var sized = Sized(shapes, open ? batch : null);
        var batches = Enumerable.Range(0, Math.Max(1, count / batch))
            .Select(number =>
                new CalibrationBatch(new RandomInputs { Seed = (settings.Seed!.Value * 1_000_003) + (seed * 10_007) + number }.For(sized)));
        return new CalibrationSet([.. batches], $"noise {name} seed={settings.Seed}");
    }

    /// <summary>A graph with the same inputs in numbers, for drawing them.</summary>
    private Graph Sized(ImmutableArray<ImmutableArray<int>> shapes, int? batch)
    {
        ImmutableArray<Value> inputs =
        [
            .. graph.Inputs.Zip(shapes, (input, shape) =>
                new Value(graph.NameOf(input),
                    new TensorType(graph.TypeOf(input)!.Element,
                        [.. shape.Select((size, axis) => new Dim(axis == 0 && batch is { } many ? many : size))]))),
        ];
        return Graph.Create(graph.Name, inputs, [], [.. inputs.Select(input => new GraphOutput(input.Hint, input))], new Dictionary<Value,
            Tensor>());
    }
}
