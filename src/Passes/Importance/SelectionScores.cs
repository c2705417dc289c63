using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Importance;

/// <summary>What networks score on the samples that candidates are compared on, beside the answers of the original.</summary>
internal sealed class SelectionScores
{
    private readonly IGraphExecutor executor;
    private readonly ImportanceRequest request;
    private readonly ImmutableArray<ImmutableArray<Tensor>> answers;

    /// <exception cref="DiagnosticException">DC3203: the score of the original is not a number.</exception>
    public SelectionScores(IGraphExecutor executor, ImportanceRequest request)
    {
        (this.executor, this.request) = (executor, request);
        answers = Answers(request.Graph);
        Original = Of(answers);
        if (!double.IsFinite(Original))
        {
            throw DiagnosticCatalog.MetricNotANumber.Error(null, request.Metric.Name);
        }
    }

    /// <summary>Of the network as it is.</summary>
    public double Original { get; }

    /// <summary>The measure for who knows no answers of the original: it brings them along.</summary>
    public IQualityMetric Metric => new Against(this);

    /// <summary>Of a network.</summary>
    public double Of(Graph network) => Of(Answers(network));

    /// <summary>Of answers, batch by batch.</summary>
    public double Of(ImmutableArray<ImmutableArray<Tensor>> outputs) =>
        outputs.SelectMany((output, index) => request.Metric.Score(output, answers[index], request.Evaluation.Batches[index])).Average();

    private ImmutableArray<ImmutableArray<Tensor>> Answers(Graph network)
    {
        using var session = executor.Open(network);
        return [.. request.Evaluation.Batches.Select(batch => session.Run(batch.Inputs.AsSpan()))];
    }

    private sealed class Against(SelectionScores scores) : IQualityMetric
    {
        public string Name => scores.request.Metric.Name;

        public double[] Score(ImmutableArray<Tensor> outputs, ImmutableArray<Tensor> reference, CalibrationBatch batch) =>
            scores.request.Metric.Score(outputs, scores.answers[scores.request.Evaluation.Batches.IndexOf(batch)], batch);
    }
}
