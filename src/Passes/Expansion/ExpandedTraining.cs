using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Expansion;

/// <summary>
/// DepthShrinker+ (ICML'22, section 3.7): convolutions become inverted residual blocks, the deeper network is trained, then the inner
/// activations go, what remains is trained with the expanded network for its teacher, and merges back into the network it came from.
/// </summary>
public sealed class ExpandedTraining(IGraphExecutor executor, ITrainer trainer, FineTune options, CompressionData data)
{
    /// <summary>How regressions are set up.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>Where the state of the second training is kept, beside that of the first.</summary>
    public static string SecondCheckpoint(string checkpoint) => $"{checkpoint}.shrink";

    /// <summary>Expands, trains, shrinks, trains, merges and judges.</summary>
    /// <param name="network">Normalization folded.</param>
    /// <param name="expansion">What becomes of which layers.</param>
    /// <param name="progress">Told of training steps.</param>
    /// <param name="cancellation">Stops between steps; checkpoints keep what is finished.</param>
    /// <exception cref="DiagnosticException">There is nothing to expand, or the network or the data cannot be trained with.</exception>
    public ExpandedResult Run(
        Graph network, ConvolutionExpansion expansion, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var (start, blocks) = expansion.Expand(network, data.Calibration);
        var expanded = Tuner(options.Checkpoint).Run(start, progress, cancellation);
        var chains = ChainAnalysis.Run(expanded.Graph);
        ImmutableArray<Candidate> chosen =
            [.. blocks.Select(block => CandidateOf(expanded.Graph, chains, block)).OrderBy(candidate => (candidate.Chain, candidate.Segment.Start))];
        var fitted = new PlanRealizer(executor, Fit).Realize(expanded.Graph, chains, chosen, data.Refit, null, cancellation);
        var checkpoint = options.Checkpoint is { } first ? SecondCheckpoint(first) : null;
        var shrunk = Tuner(checkpoint).Run(expanded.Graph, chains, chosen, fitted, progress, cancellation);
        return Judged(network, blocks, expanded, shrunk, cancellation);
    }

    private FineTuner Tuner(string? checkpoint) => new(executor, trainer, options with { Checkpoint = checkpoint }, data) { Fit = Fit };

    private static Candidate.Compose CandidateOf(Graph graph, ImmutableArray<LayerChain> chains, ExpandedBlock block)
    {
        for (var index = 0; index < chains.Length; index++)
        {
            var sites = chains[index].Sites;
            if (sites.FirstOrDefault(site => site.Name == block.First) is { } first && sites.FirstOrDefault(site => site.Name == block.Last) is { } last)
            {
                var candidate = new Candidate.Compose(index, new Segment(first.Index - 1, last.Index), []);
                var whyNot = chains[index].WhyNotLegal(candidate.Segment) ?? CandidateCheck.WhyNot(graph, chains[index], candidate);
                return whyNot is null ? candidate : throw DiagnosticCatalog.BlockLost.Error(null, block.Name, whyNot);
            }
        }

        throw DiagnosticCatalog.BlockLost.Error(null, block.Name, "its layers do not follow each other");
    }

    /// <summary>Whether two networks have the same operators between values of the same types.</summary>
    public static bool HaveSameLayers(Graph left, Graph right) =>
        left.Nodes.Select(node => (node.Op.OpType, left.TypeOf(node.Output))).Order(Layers).SequenceEqual(
            right.Nodes.Select(node => (node.Op.OpType, right.TypeOf(node.Output))).Order(Layers));

    /// <summary>By their text: which of two parallel layers is written first says nothing.</summary>
    private static Comparer<(string Type, TensorType? Result)> Layers { get; } =
        Comparer<(string Type, TensorType? Result)>.Create((left, right) => string.CompareOrdinal($"{left}", $"{right}"));

    private ExpandedResult Judged(
        Graph network, ImmutableArray<ExpandedBlock> blocks, FineTuneResult expanded, FineTuneResult shrunk, CancellationToken cancellation)
    {
        var hasTruth = data.Validation.Batches.All(batch => batch.Labels is not null || batch.Target is not null);
        var metric = hasTruth ? data.QualityMetrics[0] : data.SelectionMetric;
        var scores = Evaluation.Run(executor, [network, shrunk.Graph], data.Validation.Batches, [metric], null, cancellation);
        var (before, after) = (scores.Of(0, 0).Value, scores.Of(1, 0).Value);
        var whyNot = !shrunk.Proof.Passed ? "the merged network does not compute what the trained one does"
            : !HaveSameLayers(network, shrunk.Graph) ? "the merged network has other layers than the one it came from"
            : after > before ? null
            : FormattableString.Invariant($"on the validation set {metric.Name} is {after:0.####} and was {before:0.####}; more steps may help");
        return new ExpandedResult
        {
            Graph = whyNot is null ? shrunk.Graph : network,
            WhyNotKept = whyNot,
            Blocks = blocks,
            Expanded = expanded,
            Shrunk = shrunk,
            Selection = (metric.Name, before, after),
        };
    }
}
