using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Relax;

namespace DepthCompress.Passes.Importance;

/// <summary>
/// Fills the importance table from one training in which activations learn whether they are needed: a row says how much of a unit is lost
/// when it is removed, s − 1 of its score s. One search writes all of its rows at once.
/// </summary>
public sealed class GateSearch(IGraphExecutor executor, ITrainer trainer, ITableStore store, GateSearchRequest request) : IImportanceSource
{
    /// <summary>The name under which scores stand in tables and plans.</summary>
    public const string MetricName = "gate-score";

    private static readonly JsonSerializerOptions WithTuples = new() { IncludeFields = true };

    /// <summary>Told when the search did not settle.</summary>
    public DiagnosticSink? Diagnostics { get; init; }

    /// <summary>What the search learned; null where its rows were there already.</summary>
    public GateScores? Scores { get; private set; }

    private GateSearchOptions Options => request.Options;

    private bool IsReleased => Options.Fidelity is Fidelity.Released;

    /// <summary>The key of a unit's row: other settings of the search, another row.</summary>
    public ImportanceKey KeyOf(Candidate candidate) => new(request.ModelDigest, CandidateText.Of(request.Chains[candidate.Chain], candidate), MetricName, DataName);

    /// <summary>The row of a unit in the store; null where it is missing.</summary>
    public ImportanceRow? Find(Candidate candidate) => store.Find(KeyOf(candidate));

    /// <summary>Units that are kept need no rows.</summary>
    public ImmutableArray<Candidate> RowsFor(ImmutableArray<Candidate> candidates) => candidates;

    /// <summary>One search finds them all.</summary>
    public ImmutableArray<ImmutableArray<Candidate>> Pieces(ImmutableArray<Candidate> candidates) => [candidates];

    /// <summary>Nothing is compared with anything.</summary>
    public void Prepare(IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
    }

    /// <summary>The rows of all candidates; where one is missing, all are searched for.</summary>
    /// <exception cref="DiagnosticException">The network or the data cannot be trained with.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the checkpoint keeps what is finished.</exception>
    public ImmutableDictionary<Candidate, ImportanceRow> Run(
        ImmutableArray<Candidate> candidates, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (candidates.Any(candidate => Find(candidate) is null))
        {
            Search(progress, cancellation);
        }

        return candidates.ToImmutableDictionary(candidate => candidate, candidate =>
            Find(candidate) ?? throw new CompilerBugException($"the search has no unit {candidate}"));
    }

    private void Search(IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var context = new PassContext(new DiagnosticSink(), executor, cancellation);
        var network = FineTune.LacksNormalization(request.Graph)
            ? new RestoreNormalization { Calibration = request.Calibration }.Apply(request.Graph, context)
            : request.Graph;
        var gates = Gates();
        var training = new TrainingRequest
        {
            Data = request.Training,
            Recipe = Options.Recipe(1),
            Gates = gates,
            Checkpoint = Options.Checkpoint,
        };
        var steps = new StepClock(trainer, TimeProvider.System).StepsFor(Options.Budget, network, training, cancellation);
        var result = trainer.Train(network, training with { Recipe = Options.Recipe(steps) }, new DirectProgress<TrainingProgress>(step =>
            progress?.Report(new RunProgress((int)step.Step, (int)step.Steps,
                FormattableString.Invariant($"loss {step.Loss:0.000}, {step.SamplesPerSecond:0} samples/s")))), cancellation);
        Scores = result.Gates ?? throw new CompilerBugException("the trainer knows no gates");
        Save(Scores, clock.Elapsed.TotalSeconds);
        if (Options.Checkpoint is { } checkpoint)
        {
            File.Delete(checkpoint);
            File.Delete(StepClock.FileOf(checkpoint));
        }

        Tell(Scores, steps, progress);
    }

    /// <summary>All rows: a unit with several scores goes only where all of its activations do, so the one worth most speaks for it.</summary>
    private void Save(GateScores scores, double seconds)
    {
        var first = 0;
        foreach (var unit in request.Units)
        {
            var count = Options.HasSingleGates ? unit.Sites.Length : 1;
            var score = scores.Scores.Skip(first).Take(count).Min();
            store.Save(new ImportanceRow(KeyOf(unit.Candidate), score - 1, null, seconds / request.Units.Length, DateTimeOffset.UtcNow));
            first += count;
        }
    }

    private void Tell(GateScores scores, long steps, IProgress<RunProgress>? progress)
    {
        progress?.Report(new RunProgress((int)steps, (int)steps, $"units chosen differently, per epoch: {string.Join(' ', scores.Flips)}"));
        var free = (int)Math.Ceiling(scores.Flips.Length * (1 - Options.FrozenPart));
        if (free > 1 && scores.Flips[free - 1] > 0)
        {
            Diagnostics?.Report(DiagnosticCatalog.SearchNotSettled.At(null, scores.Flips[free - 1], scores.Scores.Length));
        }
    }

    private ActivationGates Gates()
    {
        var units = request.Units.SelectMany(Units).ToImmutableArray();
        var fewest = units.Min(ElementsOf);
        var keep = Options.Keep.Of(request.Units.Length);
        return new ActivationGates
        {
            Units = Options.DividesByElements ? [.. units.Select(unit => unit with { GradientScale = fewest / ElementsOf(unit) })] : units,
            Keep = units.Length == request.Units.Length ? keep : (int)Math.Round((double)units.Length * keep / request.Units.Length),
            LatencyWeight = Options.LatencyWeight,
            ProtectsExpensive = IsReleased,
            Projects = !IsReleased,
            Decays = IsReleased,
            RateFactor = Options.RateFactor,
            FrozenPart = IsReleased ? 0 : Options.FrozenPart,
        };
    }

    private IEnumerable<GatedUnit> Units(ShrinkUnit unit)
    {
        var saving = Math.Max(0, request.Saved?.TryGetValue(unit.Candidate, out var known) is true ? known
            : throw DiagnosticCatalog.UnitWithoutLatency.Error(null, unit.Name));
        return Options.HasSingleGates
            ? unit.Sites.Select((site, index) => new GatedUnit($"{unit.Name} {index + 1}", [site], saving / unit.Sites.Length))
            : [new GatedUnit(unit.Name, unit.Sites, saving)];
    }

    /// <summary>Of one sample; what the type leaves open counts as one.</summary>
    private double ElementsOf(GatedUnit unit) =>
        unit.Sites.Sum(site => (double)request.Graph.TypeOf(site.Output)!.Shape[1..].ToDims(1).Aggregate(1L, (product, size) => product * size));

    private string DataName => string.Create(CultureInfo.InvariantCulture,
        $"{request.Training.Name} n={request.Training.Count}; {Options.Budget}; keep={Options.Keep.Of(request.Units.Length)} of {request.Units.Length}; "
        + $"lambda={Options.LatencyWeight:R} on {request.SavedOn}; {Options.Fidelity}; recipe {RecipeDigest}");

    private string RecipeDigest
    {
        get
        {
            var recipe = Options.Recipe(1) with { Threads = 0, Device = TrainingDevice.Auto, CheckpointEvery = 1 };
            var text = string.Create(CultureInfo.InvariantCulture,
                $"{JsonSerializer.Serialize(recipe, WithTuples)} {JsonSerializer.Serialize<object>(recipe.Optimizer)} {Options.HasSingleGates} "
                + $"{Options.RateFactor:R} {Options.DividesByElements} {Options.FrozenPart:R} {request.Calibration.Name} {request.Calibration.Count}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
        }
    }
}
