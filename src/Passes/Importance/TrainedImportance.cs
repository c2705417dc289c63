using System.Diagnostics;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Importance;

/// <summary>
/// Importance as the published methods find it: each candidate alone is put into the pretrained network, which is trained shortly and scored
/// on other samples. A row that fails is tried once more, then recorded with its reason; finished rows are in the store at once.
/// </summary>
/// <param name="executor">Scores.</param>
/// <param name="trainer">Trains.</param>
/// <param name="store">Keeps rows, and the score that they are compared with.</param>
/// <param name="request">What rows are of.</param>
/// <param name="training">How networks are trained.</param>
/// <param name="data">On what.</param>
public sealed class TrainedImportance(
    IGraphExecutor executor, ITrainer trainer, ITableStore store, ImportanceRequest request, ImportanceTraining training, ITrainingData data)
    : IImportanceSource
{
    /// <summary>In place of a candidate in the row of the unchanged network: its change is the score that others are compared with.</summary>
    public const string BaselineName = "(unchanged)";

    private readonly TrainableCandidates networks = new(executor, request, training);
    private readonly TrainingAttempt attempt = new(trainer, request, training, data);
    private SelectionScores? scores;

    private SelectionScores Scores => scores ??= new SelectionScores(executor, request);

    /// <inheritdoc/>
    public ImportanceKey KeyOf(Candidate candidate) => KeyOf(CandidateText.Of(request.Chains[candidate.Chain], candidate));

    /// <inheritdoc/>
    public ImportanceRow? Find(Candidate candidate) => store.Find(KeyOf(candidate));

    /// <inheritdoc/>
    public ImmutableArray<Candidate> RowsFor(ImmutableArray<Candidate> candidates) => !training.Reinitializes ? candidates :
    [
        .. candidates,
        .. request.Chains.SelectMany((chain, index) => chain.Sites.Where(site => site.Conv is not null)
            .Select(site => new Candidate.Keep(index, new Segment(site.Index - 1, site.Index)))),
    ];

    /// <inheritdoc/>
    public ImmutableArray<ImmutableArray<Candidate>> Pieces(ImmutableArray<Candidate> candidates) =>
        [.. candidates.Select(candidate => ImmutableArray.Create(candidate))];

    /// <inheritdoc/>
    public void Prepare(IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Baseline(what => progress?.Report(new RunProgress(0, 0, what)), cancellation);

    /// <inheritdoc/>
    public ImmutableDictionary<Candidate, ImportanceRow> Run(
        ImmutableArray<Candidate> candidates, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var rows = new ImportanceRows(this, candidates, progress);
        if (rows.Missing.IsEmpty)
        {
            return rows.Finished;
        }

        var baseline = Baseline(rows.About, cancellation);
        foreach (var candidate in rows.Missing.OrderBy(candidate => (candidate.Chain, candidate.Segment.Start, candidate.Segment.End)))
        {
            cancellation.ThrowIfCancellationRequested();
            var row = RowOf(candidate, baseline, rows.About, cancellation);
            store.Save(row);
            rows.Add(candidate, row);
        }

        return rows.Finished;
    }

    /// <summary>The score that rows are compared with: of the network as it is, or trained as they are.</summary>
    private double Baseline(Action<string> tell, CancellationToken cancellation)
    {
        var original = Scores.Original;
        if (!training.TrainsBaseline)
        {
            return original;
        }

        var key = KeyOf(BaselineName);
        if (store.Find(key) is { } known)
        {
            return known.Change;
        }

        var clock = Stopwatch.StartNew();
        tell("the unchanged network");
        var outcome = attempt.Run(networks.Unchanged(cancellation), attempt.Recipe, Scores, null, step => tell($"the unchanged network: {step}"), cancellation);
        if (outcome.Score is not { } score)
        {
            throw DiagnosticCatalog.BaselineDoesNotTrain.Error(null, outcome.Failure);
        }

        store.Save(new ImportanceRow(key, score, null, clock.Elapsed.TotalSeconds, DateTimeOffset.UtcNow) { Training = new(outcome.Steps) });
        return score;
    }

    private ImportanceRow RowOf(Candidate candidate, double baseline, Action<string> tell, CancellationToken cancellation)
    {
        var (clock, key) = (Stopwatch.StartNew(), KeyOf(candidate));
        tell(key.Candidate);
        if (WhyNot(candidate, cancellation, out var start) is { } whyNot)
        {
            return new ImportanceRow(key, 0, null, clock.Elapsed.TotalSeconds, DateTimeOffset.UtcNow, whyNot);
        }

        var (outcome, retried) = (Attempt(attempt.Recipe), (string?)null);
        if (outcome.Failure is { } failure)
        {
            var (recipe, difference) = outcome.Diverged ? Slower(attempt.Recipe) : Other(attempt.Recipe);
            (outcome, retried) = (Attempt(recipe), $"{failure}; tried again with {difference}");
        }

        return new ImportanceRow(
            key, outcome.Score - baseline ?? 0, start.FitError, clock.Elapsed.TotalSeconds, DateTimeOffset.UtcNow, outcome.Failure)
        {
            Training = new RowTraining(outcome.Steps, retried is null ? 1 : 2, outcome.StoppedEarly, retried),
        };

        TrainingAttempt.Outcome Attempt(TrainingRecipe recipe) =>
            attempt.Run(start.Graph, recipe, Scores, baseline, step => tell($"{key.Candidate}: {step}"), cancellation);
    }

    /// <summary>Why the candidate cannot be put into the network; null where it is.</summary>
    private string? WhyNot(Candidate candidate, CancellationToken cancellation, out (Graph Graph, double? FitError) start)
    {
        try
        {
            start = networks.With(candidate, cancellation);
            return null;
        }
        catch (DiagnosticException problem) when (TrainingAttempt.IsOfTheRow(problem))
        {
            start = (request.Graph, null);
            return problem.Message;
        }
    }

    private static (TrainingRecipe, string) Slower(TrainingRecipe recipe) =>
        (recipe with { Schedule = recipe.Schedule with { Peak = recipe.Schedule.Peak / 2 } }, "half the learning rate");

    private static (TrainingRecipe, string) Other(TrainingRecipe recipe) => (recipe with { Seed = recipe.Seed + 1 }, "another seed");

    private ImportanceKey KeyOf(string candidate) => new(request.ModelDigest, candidate, request.Metric.Name, DataName);

    private string DataName => $"{request.DataName}; {training.Describe(data.Count)} on {data.Name}";
}
