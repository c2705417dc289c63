using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress;

/// <summary>Images as one network takes them, and the measures that suit its answers.</summary>
internal sealed class ModelImages(Graph graph, Settings settings)
{
    private const int NumbersPerBatch = 1 << 21;
    private const int MostPerBatch = 64;
    private const int AnswersLookedAt = 64;

    /// <summary>How images become inputs.</summary>
    internal Preprocessing Preprocessing => settings.Preprocess is null ? Preprocessing.Raw : Preprocessing.Parse(settings.Preprocess);

    /// <summary>Which input takes what.</summary>
    internal InputLayout Layout => InputLayout.Of(Preprocessing, [.. graph.Inputs.Select(input => (graph.NameOf(input), graph.TypeOf(input)))]);

    /// <summary>The images of a source in batches that the network takes.</summary>
    /// <param name="source">The images.</param>
    /// <param name="size">Images in a batch, where the model leaves that open; null for a suitable number.</param>
    /// <exception cref="DiagnosticException">The model takes other inputs, or other images.</exception>
    internal Batches Batch(IImageSource source, int? size = null)
    {
        var input = graph.Inputs[Layout.Image];
        var type = graph.TypeOf(input);
        var single = Batches.Open(source, Preprocessing, 1);
        var wanted = type?.Shape is [{ IsKnown: true } batch, ..] ? batch.Size
            : size ?? Math.Clamp(NumbersPerBatch / single.Shape.Length, 1, MostPerBatch);
        var batches = Batches.Open(source, Preprocessing, Math.Min(wanted, source.Count));
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

    /// <summary>The samples one batch at a time, made when they are asked for.</summary>
    internal IEnumerable<CalibrationBatch> Stream(Batches batches)
    {
        var (layout, type) = (Layout, graph.TypeOf(graph.Inputs[Layout.Image]));
        var isFixed = type?.Shape is [{ IsKnown: true }, ..];
        return batches.Where(batch => !isFixed || batch.Count == type!.Shape[0].Size).Select(batch => new CalibrationBatch(
            layout.Arrange(batch.Input, batch.Steps), batch.Labels.IsEmpty ? null : batch.Labels, batch.Target));
    }

    /// <summary>The samples in memory.</summary>
    /// <exception cref="DiagnosticException">There are too few for a batch.</exception>
    internal CalibrationSet Set(Batches batches)
    {
        CalibrationSet set = new([.. Stream(batches)], NameOf(batches));
        return set.Batches.IsEmpty ? throw DiagnosticCatalog.EmptyData.Error(batches.Source.Name, batches.Source.Count) : set;
    }

    /// <summary>The source and its preprocessing.</summary>
    internal static string NameOf(Batches batches) => $"{batches.Source.Name} | {batches.Preprocessing}";

    /// <summary>Looks at some answers of the network and says how its quality can be measured.</summary>
    internal MetricChoice ChooseMetrics(IGraphExecutor executor, IEnumerable<CalibrationBatch> samples)
    {
        var count = 0;
        ImmutableArray<CalibrationBatch> looked =
            [.. samples.TakeWhile(batch => (count += batch.Count) - batch.Count < AnswersLookedAt)];
        using var session = executor.Open(graph, [graph.Outputs[0].Value]);
        return new MetricChoice([.. looked.Select(batch => session.Run(batch.Inputs.AsSpan())[0])], looked[0], Preprocessing.TargetBorder)
        {
            IsNoise = Preprocessing.Diffuse > 0,
        };
    }
}
