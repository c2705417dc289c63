using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Compression;
using DepthCompress.Runtime.Data;

namespace DepthCompress;

/// <summary>The samples of a command: images as the settings name them, or noise.</summary>
internal sealed class ModelData(Model model, Settings settings, DiagnosticSink diagnostics)
{
    private const int NumbersPerBatch = 1 << 21;
    private const int MostPerBatch = 64;
    private const int NoiseSamples = 256;
    private readonly Graph graph = model.Graph;
    private readonly ModelImages batches = new(model.Graph, settings);
    private (Batches Calibration, Batches Selection, Batches Test)? images;
    private DataSplits? splits;

    /// <summary>The size of the images as the network takes them, without the batch; null where no images are named.</summary>
    internal ImmutableArray<int>? ImageSize =>
        settings.Data is null ? null : Images().Calibration[0].Input.Shape is var shape ? [.. shape[1..]] : null;

    /// <summary>Opens everything, and chooses the measures of quality.</summary>
    internal CompressionData Open(IGraphExecutor executor)
    {
        MetricChoice.Check(settings.Metric!);
        var (refit, selection, test) = settings.Data is null ? Noise()
            : (batches.Set(Images().Calibration), batches.Set(Images().Selection), batches.Set(Images().Test));
        var choice = batches.ChooseMetrics(executor, selection.Batches);
        var calibration = First(refit, settings.CalibrationCount!.Value);
        return new CompressionData(calibration, selection, test, choice.Named(settings.Metric!), choice.Reported) { Refit = refit };
    }

    /// <summary>The samples to judge by, and the measures.</summary>
    internal (CalibrationSet Set, ImmutableArray<IQualityMetric> Metrics) OpenEvaluation(IGraphExecutor executor)
    {
        var set = settings.TestData is null && settings.Data is null ? Noise().Evaluation : batches.Set(Test());
        return (set, batches.ChooseMetrics(executor, set.Batches).Reported);
    }

    /// <summary>Samples to calibrate or refit on, whichever are more: the former are the first of the latter.</summary>
    private int CalibrationSamples => Math.Max(
        SettingValues.AtLeastOne("--calibration-count", settings.CalibrationCount!.Value),
            SettingValues.AtLeastOne("--refit-count", settings.RefitCount!.Value));

    private Batches Test() =>
        batches.Batch(DataSources.Open(settings.TestData ?? settings.Data!, diagnostics));

    /// <summary>The named images, divided.</summary>
    internal DataSplits Splits
    {
        get
        {
            if (splits is not null)
            {
                return splits;
            }

            if (settings.Preprocess is null)
            {
                diagnostics.Report(DiagnosticCatalog.NoPreprocessing.At(null));
            }

            var selection = SettingValues.AtLeastOne("--selection-count", settings.SelectionCount!.Value);
            return splits = DataSplits.Open(settings.Data!, CalibrationSamples, selection, diagnostics);
        }
    }

    private (Batches Calibration, Batches Selection, Batches Test) Images() => images ??= (
        batches.Batch(Splits.Calibration),
        batches.Batch(Splits.Selection),
        batches.Batch(settings.TestData is null ? Splits.Test : DataSources.Open(settings.TestData, diagnostics)));

    private static CalibrationSet First(CalibrationSet set, int count)
    {
        var taken = 0;
        ImmutableArray<CalibrationBatch> first = [.. set.Batches.TakeWhile(batch => (taken += batch.Count) - batch.Count < count)];
        return first.Length == set.Batches.Length ? set
            : new CalibrationSet(first, $"{set.Name} | first {first.Sum(batch => batch.Count)}");
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
        var all = Enumerable.Range(0, Math.Max(1, count / batch))
            .Select(number =>
                new CalibrationBatch(new RandomInputs { Seed = (settings.Seed!.Value * 1_000_003) + (seed * 10_007) + number }.For(sized)));
        return new CalibrationSet([.. all], $"noise {name} seed={settings.Seed}");
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
