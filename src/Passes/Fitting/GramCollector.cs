using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Fitting;

/// <summary>Collects the statistics of one regression, batch by batch, through the inference engine.</summary>
public sealed class GramCollector : IDisposable
{
    private readonly IGraphSession session;
    private readonly Window window;
    private readonly Random random;
    private readonly int rowsPerBatch;
    private readonly int totalRows;
    private readonly bool targetsOnly;

    /// <summary>Prepares the regression of targets on the patches of a window.</summary>
    /// <param name="executor">The engine.</param>
    /// <param name="features">The type of the features [N, C, H, …] with known extents.</param>
    /// <param name="window">How the fitted convolution will slide.</param>
    /// <param name="targets">The channels of each target.</param>
    /// <param name="rowShare">The part of the output rows to look at, drawn anew for every batch.</param>
    /// <param name="seed">Of the drawing: the same seed, the same rows.</param>
    /// <param name="known">A collection over the same features, batches and rows; then only the targets are new.</param>
    public GramCollector(
        IGraphExecutor executor, Dims features, Window window, ImmutableArray<int> targets, double rowShare, int seed, GramSums? known = null)
    {
        this.window = window;
        targetsOnly = known is not null;
        random = new Random(seed);
        totalRows = window.Slide(features[2], 0)!.Value;
        rowsPerBatch = Math.Clamp((int)Math.Ceiling(totalRows * rowShare), 1, totalRows);
        session = executor.Open(PatchGraph.Build(features[1], features[2..], window, targets, targetsOnly));
        Sums = new GramSums(features[1] * window.KernelShape.Product, targets.Sum());
        if (known is not null)
        {
            Sums.ShareFeatures(known);
        }
    }

    /// <summary>What was collected so far.</summary>
    public GramSums Sums { get; }

    /// <summary>Adds a batch: features [n, C, H, …] and one map per target.</summary>
    public void Add(Tensor features, params ReadOnlySpan<Tensor> targets)
    {
        var rows = Rows();
        var results = session.Run([features, Tensor.Create<long>([rows.Length], rows), .. targets]);
        var positions = Enumerable.Range(1, window.Rank - 1).Aggregate(rows.Length, (product, axis) => product * window.Slide(features.Shape[axis + 2], axis)!.Value);
        var samples = features.Shape[0] * positions;
        Sums.AddTargets(results[0].AsSpan<float>(), results[1].AsSpan<float>(), results[2].AsSpan<float>(), samples);
        if (!targetsOnly)
        {
            Sums.AddFeatures(results[3].AsSpan<float>(), results[4].AsSpan<float>(), samples);
        }
    }

    /// <summary>The part of the output rows that gives so many samples per feature over all batches; at most all of them.</summary>
    public static double RowShare(Dims features, Window window, int samples, double samplesPerFeature)
    {
        var positions = Enumerable.Range(0, window.Rank).Aggregate(1.0, (product, axis) => product * window.Slide(features[axis + 2], axis)!.Value);
        return Math.Min(1, samplesPerFeature * features[1] * window.KernelShape.Product / (positions * samples));
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private long[] Rows()
    {
        var rows = Enumerable.Range(0, totalRows).Select(row => (long)row).ToArray();
        if (rowsPerBatch == totalRows)
        {
            return rows;
        }

        random.Shuffle(rows);
        return [.. rows.Take(rowsPerBatch).Order()];
    }
}
