using System.Diagnostics;
using System.Text.Json.Nodes;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool;

/// <summary>The part of a build that is about models: those whose inputs or results changed are made anew, or taken from the
/// cache.</summary>
internal sealed class BuildStep(Session session, string project, string folder, BuildCache cache)
{
    private readonly List<(BuildItem Item, BuiltModel Built, string How)> done = [];

    private string StateFile => Path.Combine(folder, "state.json");

    private string ListFile => Path.Combine(folder, "outputs.txt");

    /// <summary>What was done with each model that is delivered.</summary>
    internal IEnumerable<(BuildItem Item, BuiltModel Built, string How)> Done => done;

    /// <summary>Builds; what one model lacks does not keep the others waiting.</summary>
    internal ExitCode Run(ImmutableArray<BuildItem> items)
    {
        var before = BuildState.Read(StateFile);
        CheckFiles(items, before);
        var exit = ExitCode.Done;
        var failed = new List<BuiltModel>();
        foreach (var item in items)
        {
            session.Cancellation.ThrowIfCancellationRequested();
            session.Subject = item.Model;
            var last = before.Of(item);
            var code = Guarded(() => Build(item, last));
            if (code is not ExitCode.Done)
            {
                exit = exit is ExitCode.Done ? code : exit;
                failed.AddRange(last is null ? [] : [last]);
            }
        }

        // What a model that fails left earlier is still ours to clean up.
        ImmutableArray<BuiltModel> models = [.. done.Select(entry => entry.Built), .. failed];
        foreach (var path in BuildOutputs.RemoveStale(before.Models, models))
        {
            session.Say($"removed: {path}");
        }

        new BuildState { Models = models }.Write(StateFile);
        Outputs.WriteText(ListFile, true, BuildOutputs.ListOf(done.Select(entry => (entry.Item, entry.Built))));
        return exit;
    }

    /// <summary>No result replaces what any model of the project is made of; results of earlier builds may be the models of later ones.</summary>
    /// <exception cref="DiagnosticException">DC1031, DC1152.</exception>
    private void CheckFiles(ImmutableArray<BuildItem> items, BuildState before)
    {
        var ours = before.Models.SelectMany(model => model.Outputs).Select(output => output.Path).ToHashSet();
        foreach (var item in items)
        {
            string?[] read = [item.Model, item.Plan, item.Plan is { } plan ? PlanWeights.FileOf(plan) : null, item.Config, .. item.Data];
            session.Files.Reads([.. read.Where(path => path is not null && !ours.Contains(path))]);
        }

        foreach (var item in items.Where(item => !ours.Contains(item.Output)))
        {
            session.Files.WritesInside($"the result of '{item.Name}'", item.Output);
            session.Files.WritesInside($"the weights of the result of '{item.Name}'", OnnxWriter.DataFileOf(item.Output));
        }

        session.Files.WritesInside("the state of the build", StateFile);
        session.Files.WritesInside("the list of results", ListFile);
    }

    private ExitCode Guarded(Func<ExitCode> build)
    {
        try
        {
            return build();
        }
        catch (DiagnosticException problem)
        {
            session.TellDiagnostics();
            session.Error.WriteLine(problem.Diagnostic.ToLine(session.Subject));
            return ExitCodes.Of(problem.Diagnostic.Descriptor);
        }
    }

    private ExitCode Build(BuildItem item, BuiltModel? last)
    {
        var (clock, looked) = (Stopwatch.StartNew(), DateTime.UtcNow);
        var inputs = new BuildInputs(project).Of(item, last);
        var key = BuildInputs.KeyOf(item, inputs);
        if (last is not null && last.Key == key && last.Outputs.All(output => output.IsIntact()))
        {
            return Finish(item, last with { Name = item.Name, Looked = looked, Inputs = inputs }, "up to date", clock);
        }

        var failure = ExitCode.Done;
        var result = cache.Take(key, place => Make(item, place, out failure),
            () => session.Say($"{item.Name}: another build is at it, waiting"), session.Cancellation);
        if (result is null)
        {
            return failure;
        }

        var built = new BuiltModel
        {
            Name = item.Name,
            Key = key,
            Looked = looked,
            Missed = result.Missed,
            Inputs = inputs,
            Outputs = BuildOutputs.Deliver(item, result),
        };
        return Finish(item, built, result.WasThere ? "from the cache" : "built", clock);
    }

    private ExitCode Finish(BuildItem item, BuiltModel built, string how, Stopwatch clock)
    {
        if (built.Missed && item.FailsIfMissed)
        {
            throw DiagnosticCatalog.BuildTargetMissed.Error(item.Model);
        }

        done.Add((item, built, how));
        if (how != "up to date" || session.Verbosity is Verbosity.Detailed)
        {
            session.Say($"{item.Name} -> {item.Output} ({item.Mode}, {how}, {Report.Figures.Duration(clock.Elapsed.TotalSeconds)})");
        }

        if (built.Missed)
        {
            session.Diagnostics.Report(DiagnosticCatalog.BuildTargetMissedKept.At(null) with { File = item.Model });
            session.TellDiagnostics();
        }

        return ExitCode.Done;
    }

    /// <summary>Runs the command that makes the result, as if it were typed; what fails there is told there.</summary>
    /// <returns>Whether the target was missed; null where it failed.</returns>
    private bool? Make(BuildItem item, string place, out ExitCode exit)
    {
        using var output = new StringWriter();
        var words = item.CommandLine(place, cache.Tables);
        exit = (ExitCode)Program.Run([.. words, "--json"], output, session.Error, session.Surroundings with { CommandLine = [] });
        session.Cancellation.ThrowIfCancellationRequested();
        if (exit is ExitCode.Missed && MissesGate($"{output}"))
        {
            return null;
        }

        if (exit is ExitCode.Missed && item.Mode is not BuildMode.TrainingFree)
        {
            throw DiagnosticCatalog.BuildNotProven.Error(item.Model, words[0]);
        }

        return exit is ExitCode.Done or ExitCode.Missed ? exit is ExitCode.Missed : null;
    }

    /// <summary>A target may be missed, a gate may not: that is what it is for. The line that says so has been told.</summary>
    private static bool MissesGate(string result) => result.Length > 0 && JsonNode.Parse(result)?["gates"] is JsonArray gates
        && gates.Any(gate => gate?["passed"]?.GetValue<bool>() is false);
}
