using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>
/// One plan for several devices. A budget that names a device holds on it whatever the objective; a target that names none holds on every device
/// (<c>max</c>) or for the weighted mean of them (<c>weighted</c>). Among the plans that keep all of that the best one is taken.
/// </summary>
internal sealed class DevicePlanning
{
    private const int Levels = 12;
    private readonly Workflow workflow;
    private readonly Settings settings;
    private readonly Session session;
    private readonly double? ratio;

    // Where one budget is all there is, its whole frontier is known at once.
    private readonly PlanningRun? single;
    private readonly JointPlanner? joint;

    /// <summary>Reads the tables of the devices and fills that of importances.</summary>
    internal DevicePlanning(Workflow workflow, Settings settings, Session session, IProgress<StageProgress>? progress)
    {
        (this.workflow, this.settings, this.session) = (workflow, settings, session);
        (Objective, ratio) = (settings.Objective(), settings.JointRatio());
        Check(settings, Objective, ratio);
        Devices = new DeviceTables(workflow, settings, session).Read(progress);
        Mean = DeviceTable.Mean(Devices);
        if (IsOneBudget(settings))
        {
            single = new PlanningRun(workflow, session, progress, imported: Devices is [var only] ? only.Latency : Mean);
        }
        else
        {
            var found = Importances(progress);
            joint = new JointPlanner(workflow.Chains, Tables, ImportanceView.Measured.Worth(found),
                found.ToDictionary(row => row.Key, row => row.Value.Change));
        }
    }

    /// <summary>The devices, in the order in which they were named.</summary>
    internal ImmutableArray<DeviceTable> Devices { get; }

    /// <summary>What a target that names no device is about.</summary>
    internal DeviceObjective Objective { get; }

    /// <summary>The weighted mean of the devices.</summary>
    private LatencyTable Mean { get; }

    /// <summary>Every table with a budget: the devices, and behind them their mean where it has one.</summary>
    private ImmutableArray<LatencyTable> Tables =>
        [.. Devices.Select(device => device.Latency), .. Objective is DeviceObjective.Weighted ? [Mean] : Array.Empty<LatencyTable>()];

    /// <summary>Which tables the objective looks at.</summary>
    private ImmutableArray<int> Ranked =>
        Objective is DeviceObjective.Weighted ? [Devices.Length] : [.. Enumerable.Range(0, Devices.Length)];

    /// <summary>A slip that shows before anything is read.</summary>
    /// <exception cref="DiagnosticException">DC3362: a device without a budget; DC3364: a method that cannot hold several.</exception>
    internal static void Check(Settings settings, DeviceObjective objective, double? ratio)
    {
        var wishes = settings.Wishes();
        var isAsked = ratio is not null || wishes.Any(wish => wish.Budget is not null);
        if (isAsked && ratio is null && wishes.FirstOrDefault(wish => wish.Budget is null) is { } without)
        {
            throw DiagnosticCatalog.DeviceWithoutBudget.Error(null, without.Name);
        }

        if (!IsOneBudget(settings) && (settings.Method != FitMethod.Name || settings.Faithful is true))
        {
            throw DiagnosticCatalog.ObjectiveUnfit.Error(null, $"the method '{settings.Method}'{(settings.Faithful is true ? " with --faithful" : "")}");
        }
    }

    /// <summary>The plan that keeps what is asked.</summary>
    /// <exception cref="DiagnosticException">DC3360: none does.</exception>
    internal JointPoint Choose()
    {
        var (asks, drop) = (settings.HasTarget, settings.Drop());
        if (!asks && drop is { } most)
        {
            return (single is not null ? PlanFrontier.Fastest(single.Planner.Points, most) is { } fastest ? PointOf(fastest) : null
                : joint!.Fastest([.. Limits()], most, Ranked, session.Cancellation))
                ?? throw DiagnosticCatalog.DropUnreachable.Error(null, most, -Frontier().Max(point => point.Plan.Change));
        }

        var limits = Limits();
        var best = (single is not null ? single.Planner.Best(limits[0]) is { } point ? PointOf(point) : null
            : joint!.Best(limits, session.Cancellation)) ?? throw Unreachable(limits);
        if (best.Gap > 0)
        {
            session.Diagnostics.Report(DiagnosticCatalog.PlanNotProved.At(null, Figures.Change(best.Gap)));
        }

        return drop is null || best.Plan.Change >= -drop ? best
            : throw DiagnosticCatalog.BudgetsUnreachable.Error(null,
                $"the best plan changes {workflow.Data.SelectionMetric.Name} by {Figures.Change(best.Plan.Change)}, and --max-drop allows {settings.MaxDrop}");
    }

    /// <summary>The best plans of about a dozen joint latencies, fastest first; of one budget all there are.</summary>
    internal ImmutableArray<JointPoint> Frontier()
    {
        if (single is not null)
        {
            return [.. PlanFrontier.Judge(single.Planner.Points).Where(entry => !entry.IsDominated).Select(entry => PointOf(entry.Point))];
        }

        var none = Tables.Select(_ => double.PositiveInfinity).ToImmutableArray();
        if (joint!.Fastest(none, ranked: Ranked, cancellation: session.Cancellation) is not { } fastest)
        {
            return [];
        }

        var low = JointOf(fastest);
        return
        [
            .. Enumerable.Range(0, Levels + 1).Select(level => low + ((1 - low) * level / Levels))
                .Select(part => joint.Best(Within(none, part), session.Cancellation)).OfType<JointPoint>()
                .DistinctBy(point => (JointOf(point), point.Plan.Change)),
        ];
    }

    /// <summary>The latency that the objective looks at, in parts of the original's.</summary>
    internal double JointOf(JointPoint point)
    {
        var parts = Devices.Select((device, index) => (Part: point.Milliseconds[index] / device.Original, device.Wish.Weight)).ToArray();
        return Objective is DeviceObjective.Max ? parts.Max(one => one.Part)
            : parts.Sum(one => one.Part * one.Weight) / parts.Sum(one => one.Weight);
    }

    /// <summary>A point as a plan. What it says of one machine is true of the first device.</summary>
    internal CompressionPlan PlanFor(JointPoint point) => new()
    {
        Schema = CompressionPlan.CurrentSchema,
        ToolVersion = ToolVersion.Text,
        ModelDigest = workflow.Digest,
        Machine = Devices[0].Latency.Machine,
        InputShapes = workflow.Shapes,
        Calibration = workflow.Data.Calibration.Name,
        Seed = settings.Seed!.Value,
        Metric = workflow.IsByGates ? GateSearch.MetricName : workflow.Data.SelectionMetric.Name,
        OriginalMilliseconds = Devices[0].Original,
        PredictedMilliseconds = point.Milliseconds[0],
        PredictedChange = point.Plan.Change,
        Configuration = settings.ToJson(),
        Segments = PlanBuilder.Describe(workflow.Chains, point.Plan),
        Objective = Objective is DeviceObjective.Max ? "max" : "weighted",
        Devices = [.. Devices.Select((device, index) => new PlannedDevice(
            device.Wish.Name, device.Latency.Machine, device.Original, point.Milliseconds[index],
            device.Budget ?? (Objective is DeviceObjective.Max ? ratio * device.Original : null),
            Objective is DeviceObjective.Weighted ? device.Wish.Weight : null))],
    };

    /// <summary>Whether a single budget is asked for: of the only device, or of the weighted mean and of no device by name.</summary>
    private static bool IsOneBudget(Settings settings) => settings.Wishes() is var wishes
        && (wishes.Length == 1 || (settings.Objective() is DeviceObjective.Weighted && wishes.All(wish => wish.Budget is null)));

    /// <summary>The budget of every table, infinite for none.</summary>
    private ImmutableArray<double> Limits()
    {
        if (single is not null)
        {
            var original = single.Latency.OriginalMilliseconds;
            return [Devices is [{ Budget: { } own }] ? own : (ratio ?? double.PositiveInfinity) * original];
        }

        var named = Devices.Select(device => device.Budget ?? (Objective is DeviceObjective.Max && ratio is { } part ? part * device.Original
            : double.PositiveInfinity));
        return [.. named, .. Objective is DeviceObjective.Weighted ? [(ratio ?? double.PositiveInfinity) * Mean.OriginalMilliseconds] : Array.Empty<double>()];
    }

    private ImmutableArray<double> Within(ImmutableArray<double> limits, double part) =>
        [.. limits.Select((limit, table) => Ranked.Contains(table) ? Math.Min(limit, part * Tables[table].OriginalMilliseconds) : limit)];

    /// <summary>A plan of one budget with what it takes on each device.</summary>
    private JointPoint PointOf(PlanPoint point)
    {
        var first = Devices[0];
        var changes = point.Figures.Select(figure => figure.Change);
        return Devices is [_] ? new JointPoint(point, [point.Milliseconds]) : new JointPoint(
            point with
            {
                Milliseconds = first.With(point.Candidates),
                Figures = [.. point.Candidates.Zip(changes, (candidate, change) => (first.Latency.Saved.GetValueOrDefault(candidate), change))],
            },
            [.. Devices.Select(device => device.With(point.Candidates))]);
    }

    /// <summary>The rows of all candidates that save time on a device: one that is worth nothing on one may be worth all on another.</summary>
    private ImmutableDictionary<Candidate, ImportanceRow> Importances(IProgress<StageProgress>? progress)
    {
        ImmutableArray<Candidate> candidates = [.. Devices.SelectMany(device => workflow.Method.Promising(device.Latency)).Distinct()];
        var source = workflow.ImportanceOf(workflow.ImportanceRequest);
        var found = progress.Stage("importance table", rows => source.RunFor(candidates, rows, session.Cancellation));
        ImportanceFailures.Report(source, found, session.Diagnostics);
        return found;
    }

    private DiagnosticException Unreachable(ImmutableArray<double> limits)
    {
        var alone = Devices.Select((device, index) => (device.Wish.Name, Asked: single is null || Devices.Length == 1 ? limits[index] : double.PositiveInfinity,
            Least: (single is not null && Devices.Length > 1 ? null : FastestOn(index)) ?? device.Original));
        var words = alone.Where(one => double.IsFinite(one.Asked)).Select(one =>
            $"'{one.Name}' is to take {Figures.Milliseconds(one.Asked)}, alone it could reach {Figures.Milliseconds(one.Least)}");
        var least = Objective is DeviceObjective.Weighted && ratio is not null ? Frontier().Select(JointOf).DefaultIfEmpty(1).First() : 1;
        var mean = Objective is DeviceObjective.Weighted && ratio is { } part
            ? [$"the weighted mean is to be {DevicesOfPlan.Percent(part)} of the original's, the least is {DevicesOfPlan.Percent(least)}"]
            : Array.Empty<string>();
        return DiagnosticCatalog.BudgetsUnreachable.Error(null, string.Join("; ", words.Concat(mean)));
    }

    private double? FastestOn(int device) => single is not null ? single.Planner.Fastest.Milliseconds
        : joint!.Fastest([.. Tables.Select(_ => double.PositiveInfinity)], ranked: [device], cancellation: session.Cancellation)?.Milliseconds[device];
}
