using System.Text;
using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress.Fuzz;

/// <summary>How the program reads what it keeps in folders that others may write to: jobs of a cluster, comparisons.</summary>
internal static class ReadFolders
{
    private const string Pair = "fit-2x";

    private static readonly Session Silent = LibraryRun.Silent(new Surroundings { Programs = new SystemPrograms([]) });

    /// <summary>A plan for several devices, as it is told.</summary>
    public static string DevicePlan(byte[] bytes, string scratch)
    {
        var plan = PlanFile.Parse(Encoding.UTF8.GetString(bytes), "plan");
        PlanFile.Parse(PlanFile.Format(plan), "plan");
        DevicesOfPlan.Tell(Silent, plan);
        return JsonReport.TextOf(json =>
        {
            json.WriteStartObject();
            DevicesOfPlan.Write(json, plan);
            json.WriteEndObject();
        }).Length > 4 ? "devices" : "none";
    }

    /// <summary>A job, as its submitter and its tasks look at it.</summary>
    public static string ShardManifest(byte[] bytes, string scratch)
    {
        var folder = FolderOf(scratch, "manifest.json", bytes);
        var manifest = folder.Read();
        SettingsFile.Of(manifest.Settings, folder.ManifestFile).Over(Settings.Defaults);
        var job = new ShardJob(folder, manifest, new SlurmExecutor(new ExecutorSettings(), new SystemPrograms([])), Silent);
        var script = KubernetesJob.Write("job", new ExecutorSettings { Image = "i", Claim = "c", ClaimPath = "/" }, folder, manifest);
        return $"{manifest.Pieces > 0} {job.Done} {job.Describe(job.StatesOrNone()).Length > 0} {script.Length > 0}";
    }

    public static string ShardStatus(byte[] bytes, string scratch)
    {
        var status = FolderOf(scratch, "shard-0001.json", bytes).StatusOf(1)!;
        return $"{status.State is DepthCompress.ShardStatus.Finished} {status.Error is null}";
    }

    /// <summary>A result of a comparison, as the next run finds it.</summary>
    public static string ComparisonResult(byte[] bytes, string scratch)
    {
        var path = Path.Combine(Path.GetDirectoryName(scratch)!, "comparison");
        Directory.CreateDirectory(Path.Combine(path, Pair));
        File.WriteAllBytes(Path.Combine(path, Pair, "result.json"), bytes);
        File.WriteAllBytes(Path.Combine(path, Pair, "model.onnx"), []);
        File.WriteAllText(Path.Combine(path, Pair, "scores.json"), "[[1,2,3,4]]");
        var (folder, sink, pair) = (new ComparisonFolder(path), new DiagnosticSink(), new ComparisonPair("fit", 2, Settings.Defaults));
        var identity = IdentityIn(bytes);
        var last = folder.Last(pair, identity);
        var found = folder.Find(pair, identity, sink);
        var told = sink.All.FirstOrDefault()?.Descriptor.Code;
        return $"{found?.Row.Outcome is { IsVerified: true, PlanningSeconds: > 0 }} {last?.Row.Failure?.ToString().Length > 0} {told}";
    }

    public static string ComparisonDecision(byte[] bytes, string scratch)
    {
        var folder = FolderOf(scratch, "decision.json", bytes);
        File.WriteAllBytes(folder["decision.plan.json"], Corpus.Files("device-plan")[0]);
        var decision = DepthCompress.ComparisonDecision.Read(folder, "decision");
        return $"{decision.IsFastest} {LatencyComparison.Of(decision.Before, decision.After).Noise}";
    }

    private static ShardFolder FolderOf(string scratch, string name, byte[] bytes)
    {
        var folder = new ShardFolder(Path.GetDirectoryName(scratch)!);
        File.WriteAllBytes(folder[name], bytes);
        return folder;
    }

    /// <summary>Whatever it says: what does not fit is not looked at any further.</summary>
    private static string IdentityIn(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.TryGetProperty("identity", out var identity) ? identity.GetString() ?? "" : "";
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
