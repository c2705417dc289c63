using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

public sealed partial class NetworkModel
{
    /// <summary>Removes what costs time and changes nothing: folds normalization and the like. The result is compared with the original.</summary>
    /// <param name="options">Where it goes.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">The wish to stop.</param>
    /// <exception cref="DiagnosticException">The result cannot be proved, or not be written.</exception>
    /// <example><code>var faster = (await model.OptimizeAsync()).Network;</code></example>
    public Task<OptimizeResult> OptimizeAsync(
        OptimizeOptions? options = null, IProgress<CompressionProgress>? progress = null, CancellationToken cancellation = default)
    {
        var asked = options ?? new OptimizeOptions();
        return StartAsync(progress, session =>
        {
            CheckOutput(session, asked.Output, asked.Force);
            var run = new OptimizeRun(session, loaded) { Isolation = asked.Isolation };
            session.WithProgress(view => view.Stage("optimize", _ =>
            {
                run.Run();
                return run;
            }));
            var write = run.WriteOptions(asked.Force);
            Write(run.Optimized, asked.Output, write);
            var network = Made(run.Optimized, write, asked.Output);
            return new OptimizeResult
            {
                Network = network,
                Output = asked.Output,
                Before = NetworkSize.Of(run.Before),
                After = NetworkSize.Of(run.After(network.Bytes)),
                ErrorRatio = run.Check.Outputs.Max(output => output.Ratio),
                Diagnostics = session.Diagnostics.All,
            };
        }, cancellation);
    }

    /// <summary>Measures, and finds the best plan of every latency; chooses one where a target or a floor of quality is named.</summary>
    /// <param name="options">The target, the images, the machine.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">The wish to stop; finished measurements are kept.</param>
    /// <exception cref="DiagnosticException">DC3201: no plan reaches the target; or an option or the images are wrong.</exception>
    /// <example><code>
    /// var planned = await model.PlanAsync(new PlanOptions { Data = "npy:images.npy", Preprocess = "unit", TargetLatency = 0.7 });
    /// planned.Plan!.Save("model.plan.json");
    /// </code></example>
    public Task<PlanResult> PlanAsync(
        PlanOptions? options = null, IProgress<CompressionProgress>? progress = null, CancellationToken cancellation = default)
    {
        var asked = options ?? new PlanOptions();
        return StartAsync(progress, session =>
        {
            var settings = asked.Complete();
            _ = (settings.TargetRatio(), settings.Drop());
            using var workflow = new Workflow(loaded, settings, session);
            var run = session.WithProgress(view => new PlanningRun(workflow, session, view));
            var chooses = settings.HasTarget || settings.MaxDrop is not null || settings.DecidesWithoutLatency();
            return new PlanResult
            {
                Plan = chooses ? new NetworkPlan(run.PlanFor(run.Choose(settings), settings)) : null,
                Frontier = [.. PlanFrontier.Judge(run.Planner.Points).Where(entry => !entry.IsDominated)
                    .Select(entry => new FrontierPoint(entry.Point.Milliseconds, entry.Point.Change))],
                OriginalMs = run.Latency.OriginalMilliseconds,
                Diagnostics = session.Diagnostics.All,
            };
        }, cancellation);
    }

    /// <summary>Realizes a plan: solves for merged convolutions front to back, and proves the result. Nothing is measured.</summary>
    /// <param name="plan">Made for this model; weights that lie beside its file are taken instead of solving anew.</param>
    /// <param name="options">Where the result goes, and what replaces the plan's own settings.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">The wish to stop.</param>
    /// <exception cref="DiagnosticException">DC3103: it is a plan of another model; or an option or the images are wrong.</exception>
    /// <example><code>var result = await model.ApplyAsync(NetworkPlan.Load("model.plan.json"));</code></example>
    public Task<ApplyResult> ApplyAsync(NetworkPlan plan, ApplyOptions? options = null,
        IProgress<CompressionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var asked = options ?? new ApplyOptions();
        return StartAsync(progress, session =>
        {
            session.Files.Reads(plan.Path, plan.Path is null ? null : PlanWeights.FileOf(plan.Path));
            session.Files.ReadsOf(asked.Complete(plan.Settings));
            CheckOutput(session, asked.Output, asked.Force);
            if (plan.Path is { } file && Path is { } path && PlanWeights.Replay(file, path) is { } kept)
            {
                return Replayed(kept, asked, session);
            }

            using var workflow = new Workflow(loaded, asked.Complete(plan.Settings), session);
            var run = new ApplyRun(session, workflow, plan.Content) { ForcesPlan = asked.ForcePlan, File = plan.Path ?? "plan" };
            run.Run();
            var output = run.IsVerified ? asked.Output : null;
            Write(run.Realized, output, run.WriteOptions(asked.Force));
            return Applied(Made(run.Realized, run.WriteOptions(asked.Force), output), output, ResultCheck.Of(run.Checks), session);
        }, cancellation);
    }

    /// <summary>
    /// Makes the network faster without training: measures, plans, solves for merged convolutions, proves, measures again. What comes out
    /// is faster, or it is the original.
    /// </summary>
    /// <param name="options">The target, the images, the machine, the files.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">The wish to stop; finished measurements are kept.</param>
    /// <exception cref="DiagnosticException">DC3201: no plan reaches the target; or an option or the images are wrong.</exception>
    /// <example><code>
    /// var result = await model.CompressAsync(
    ///     new CompressOptions { Data = "npy:images.npy", Preprocess = "unit", Speedup = 1.5, Output = "small.onnx" },
    ///     new Progress&lt;CompressionProgress&gt;(step => Console.WriteLine($"{step.Stage} {step.Done}/{step.Total}")));
    /// </code></example>
    public Task<CompressResult> CompressAsync(
        CompressOptions options, IProgress<CompressionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return CompressAsync(options, options.Complete, progress, cancellation);
    }

    /// <summary>Compresses with settings that the options alone do not say.</summary>
    internal Task<CompressResult> CompressAsync(
        CompressOptions options, Func<Settings?, Settings> complete, IProgress<CompressionProgress>? progress, CancellationToken cancellation) =>
        StartAsync(progress, session =>
        {
            var settings = complete(null);
            session.Files.ReadsOf(settings);
            session.Gates = new GateSet("compress", [], settings.FailIf, session.Diagnostics);
            var run = new CompressionRun(session, Name, settings)
            {
                Loaded = loaded,
                Output = options.Output,
                PlanFile = options.PlanFile,
                AlwaysWritesPlan = true,
                Reports = options.Reports,
                Force = options.Force,
                KeepsOriginal = options.KeepOriginal,
            };
            run.Run();
            return CompressResult.Of(run.Report!, Made(run.Shipped.Model, run.Shipped.Options, run.Report!.Output), session);
        }, cancellation);

    private ApplyResult Replayed(byte[] kept, ApplyOptions asked, Session session)
    {
        if (asked.Output is { } output)
        {
            AtomicFile.Write(output, asked.Force, stream => stream.Write(kept));
        }

        var check = new ResultCheck("the result is the one that was kept beside the plan", true, "byte for byte");
        return Applied(Of(LoadedModel.Read(kept, Name, session.Diagnostics)), asked.Output, [check], session);
    }

    private ApplyResult Applied(NetworkModel network, string? output, ImmutableArray<ResultCheck> checks, Session session) => new()
    {
        Network = network,
        Output = output,
        Checks = checks,
        Before = Size,
        After = network.Size,
        Diagnostics = session.Diagnostics.All,
    };

    private NetworkSize Size => NetworkSize.Of(Report.NetworkFacts.Of(loaded.Model.Graph, loaded.Bytes));

    private void CheckOutput(Session session, string? output, bool force)
    {
        session.Files.Reads(Path);
        session.Files.WritesModel(output, force);
    }

    private static void Write(Model made, string? output, OnnxWriteOptions options)
    {
        if (output is not null)
        {
            OnnxWriter.Write(made, output, options);
        }
    }
}
