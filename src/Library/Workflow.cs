using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Tables;

namespace DepthCompress;

/// <summary>What the commands between a model and a plan have in common; every part is made when it is first asked for.</summary>
internal sealed class Workflow : IDisposable
{
    private readonly Session session;
    private readonly Settings settings;
    private readonly Lazy<TableStore> store;
    private readonly Lazy<TableClaims> claims;
    private readonly Lazy<ILatencyProbe> probe;
    private readonly Lazy<Graph> network;
    private readonly Lazy<ImmutableArray<LayerChain>> chains;
    private readonly Lazy<IPlanningMethod> method;
    private readonly Lazy<ImmutableArray<ImmutableArray<int>>> shapes;
    private readonly Lazy<CompressionData> data;
    private readonly ModelData samples;
    private readonly Dictionary<(TrainingSettings, int?), TrainingImages> trainingImages = [];

    /// <summary>Reads the model; the settings are checked at once, so that a slip is not found after hours.</summary>
    internal Workflow(string path, Settings settings, Session session)
        : this(() => LoadedModel.Read(path, session.Diagnostics), path, settings, session)
    {
    }

    /// <summary>Takes a model that was read already.</summary>
    internal Workflow(LoadedModel model, Settings settings, Session session)
        : this(() => model, model.Name, settings, session)
    {
    }

    private Workflow(Func<LoadedModel> read, string path, Settings settings, Session session)
    {
        (this.session, this.settings) = (session, settings);
        session.Subject = path;
        _ = (settings.Engine(), settings.Measurement(), settings.Limits());
        var (options, methodOptions) = (settings.Candidates(), settings.PlanningMethod());
        ImportanceSources.Check(settings);
        Path = path;
        (Model, _, Bytes) = read();
        Executor = settings.Executor();
        Solver = settings.Executor(settings.Solver());
        samples = new ModelData(Model, settings, session.Diagnostics);
        store = new(() => TableStore.Open(settings.Tables!, session.Surroundings.Tables));
        claims = new(() =>
        {
            // Opening the tables makes their folder.
            _ = Store;
            return new TableClaims(settings.Tables!);
        });
        probe = new(() => settings.Machine is { } machine ? new RecordedMachine(MachineChoice.Of(machine, settings)) : settings.Probe(session));
        network = new(() => Pipelines.Optimize.Run(Model.Graph, new PassContext(session.Diagnostics, Executor, session.Cancellation)));
        chains = new(() => ChainAnalysis.Run(Network));
        method = new(() => PlanningMethods.Create(methodOptions, options, Network, Chains));
        shapes = new(() => new InputShapes(Model.Graph, settings, samples.ImageSize).OfLatency());
        data = new(() => samples.Open(Executor));
    }

    private Workflow(Workflow other, Settings settings)
    {
        (session, this.settings, Path, Model, Bytes) = (other.session, settings, other.Path, other.Model, other.Bytes);
        (Executor, Solver) = (other.Executor, other.Solver);
        (samples, store, claims, probe, network, chains) = (other.samples, other.store, other.claims, other.probe, other.network, other.chains);
        (shapes, data, trainingImages) = (other.shapes, other.data, other.trainingImages);
        var (options, methodOptions) = (settings.Candidates(), settings.PlanningMethod());
        method = new(() => PlanningMethods.Create(methodOptions, options, Network, Chains));
    }

    /// <summary>The same model, images and tables with another method, as these settings say; they differ in nothing else. Not to be disposed.</summary>
    internal Workflow With(Settings other) => new(this, other);

    /// <summary>The settings in force.</summary>
    internal Settings Settings => settings;

    /// <summary>The file of the model, as it was named.</summary>
    internal string Path { get; }

    /// <summary>The model.</summary>
    internal Model Model { get; }

    /// <summary>The size of its file.</summary>
    internal long Bytes { get; }

    /// <summary>Computes; with every core.</summary>
    internal IGraphExecutor Executor { get; }

    /// <summary>Computes what is written into a result: the same on however many cores.</summary>
    internal IGraphExecutor Solver { get; }

    /// <summary>Measures latencies.</summary>
    internal ILatencyProbe Probe => probe.Value;

    /// <summary>The tables.</summary>
    internal TableStore Store => store.Value;

    /// <summary>Which rows of the tables this process works on.</summary>
    internal TableClaims Claims => claims.Value;

    /// <summary>The turn of this process to measure: two that measure at once disturb each other, and measure the same rows.</summary>
    internal IDisposable MeasuringTurn(CancellationToken cancellation) => Claims.Wait("latency", cancellation);

    /// <summary>The network without what is free to remove.</summary>
    internal Graph Network => network.Value;

    /// <summary>Its chains.</summary>
    internal ImmutableArray<LayerChain> Chains => chains.Value;

    /// <summary>What decides on plans.</summary>
    internal IPlanningMethod Method => method.Value;

    /// <summary>What the method takes for segments, chain by chain; none where it does not know such.</summary>
    internal ImmutableArray<SegmentRules> SegmentRules => settings.Method is TwoStageMethod.Name or LayerMergeMethod.Name
        ? [.. Chains.Select(chain =>
            Passes.Planning.SegmentRules.Of(Network, chain, settings.Method == LayerMergeMethod.Name || settings.Faithful == true))]
        : [];

    /// <summary>What could be done with the chains.</summary>
    /// <exception cref="DiagnosticException">DC3202: nothing.</exception>
    internal ImmutableArray<Candidate> Candidates =>
        HasCandidates ? Method.Candidates : throw DiagnosticCatalog.NothingToCompress.Error(null);

    /// <summary>What a plan says is to be done.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="file">It was read from it.</param>
    /// <param name="isForced">Whether it may be that of another model, then taken by the names of layers.</param>
    /// <exception cref="DiagnosticException">It is that of another model, or names what this one lacks.</exception>
    internal ImmutableArray<Candidate> CandidatesOf(CompressionPlan plan, string file, bool isForced) => Digest == plan.ModelDigest || isForced
        ? PlanBuilder.Resolve(Network, Chains, plan, file)
        : throw DiagnosticCatalog.PlanOfAnotherModel.Error(file, plan.ModelDigest, Digest);

    /// <summary>Whether anything could be done.</summary>
    internal bool HasCandidates => !Method.Candidates.IsEmpty;

    /// <summary>The sizes that latency is measured with.</summary>
    internal ImmutableArray<ImmutableArray<int>> Shapes => shapes.Value;

    /// <summary>The samples and measures.</summary>
    internal CompressionData Data => data.Value;

    /// <summary>The images to train on, opened once for all trainings alike.</summary>
    internal TrainingImages TrainingImages(TrainingSettings training, int? most = null) => trainingImages.TryGetValue((training, most), out var images)
        ? images
        : trainingImages[(training, most)] = DepthCompress.TrainingImages.Open(
            Model, settings, training, samples.Splits, settings.SelectionCount!.Value, Executor, most);

    /// <summary>How many images there are to train on.</summary>
    internal int TrainingCount => TrainingImages(new TrainingSettings { ValidationCount = 0 }.Complete(fineTunes: true)).Data.Count;

    /// <summary>What fills the importance table, as the settings say.</summary>
    internal IImportanceSource ImportanceOf(ImportanceRequest request) => new ImportanceSources(this, settings, session).Of(request);

    /// <summary>Inputs for measuring the whole network.</summary>
    internal ImmutableArray<Tensor> Inputs => InputTensors.For(Network, Shapes, settings.Seed!.Value);

    /// <summary>Fills the latency table.</summary>
    internal LatencyProfiler Profiler => ProfilerWith(Probe);

    /// <summary>Reads the latency table as another machine filled it.</summary>
    internal LatencyProfiler ProfilerOf(MachineIdentity machine) => ProfilerWith(new RecordedMachine(machine));

    /// <summary>What importance is to be found of, and on which samples.</summary>
    internal ImportanceRequest ImportanceRequest => new()
    {
        Graph = Network,
        Chains = Chains,
        ModelDigest = Digest,
        Calibration = Data.Calibration,
        Evaluation = Data.Selection,
        Metric = Data.SelectionMetric,
        FitErrorOnly = IsByFitError,
        Fit = settings.Fit(),
    };

    /// <summary>Whether plans go by what a search with learned gates finds.</summary>
    internal bool IsByGates => GateSearching.IsAsked(settings) && Method is DepthShrinkerMethod { Searches: true };

    private LatencyProfiler ProfilerWith(ILatencyProbe measures) => new(measures, Store, Network, Chains, Inputs)
    {
        Turn = MeasuringTurn,
        KeepsRows = measures is RecordedMachine,
    };

    private bool IsByFitError => settings.Metric == ImportanceEstimator.FitErrorName;

    /// <summary>What an open extent of the map counts as when multiply-accumulates are counted: that of the measured input.</summary>
    internal int OpenExtent => Model.Graph.TypeOf(Model.Graph.Inputs[0])?.Shape is [_, _, { IsKnown: false }, ..] ? Shapes[0][2] : 1;

    /// <summary>SHA-256 of the model.</summary>
    internal string Digest => Model.Digest!;

    /// <summary>Options of a compression to a part of the original's latency.</summary>
    internal CompressionOptions Options(double ratio) => new()
    {
        TargetRatio = ratio,
        MostDrop = settings.Drop(),
        InputShapes = Shapes,
        Method = settings.PlanningMethod(),
        Enumeration = settings.Candidates(),
        FitErrorOnly = IsByFitError,
        Fit = settings.Fit(),
        ToolVersion = ToolVersion.Text,
    };

    /// <summary>The target as a part of the original's latency, which is measured where milliseconds are asked for.</summary>
    /// <exception cref="DiagnosticException">DC2104: nothing is asked for.</exception>
    internal double TargetRatio(Func<double> originalMilliseconds)
    {
        if (settings.TargetRatio() is { } ratio)
        {
            return ratio;
        }

        if (settings.BudgetMs is null && settings.DecidesWithoutLatency())
        {
            return 1;
        }

        var budget = settings.BudgetMs ?? throw DiagnosticCatalog.MissingSetting.Error(null, "the target",
            "--speedup, --target-latency or --budget-ms");
        return Math.Min(1, budget / originalMilliseconds());
    }

    /// <summary>The latency of the network as it is, measured now.</summary>
    internal double MeasureOriginal() => Probe.Measure([new LatencyRequest(Model.Graph, Inputs)], null, session.Cancellation)[0].Median;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (store.IsValueCreated)
        {
            store.Value.Dispose();
        }

        if (claims.IsValueCreated)
        {
            claims.Value.Dispose();
        }

        (Executor as IDisposable)?.Dispose();
        (Solver as IDisposable)?.Dispose();
        if (probe.IsValueCreated)
        {
            (probe.Value as IDisposable)?.Dispose();
        }
    }
}
