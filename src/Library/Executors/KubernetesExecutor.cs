using System.Globalization;
using System.Text.RegularExpressions;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// Tasks as an Indexed Job of Kubernetes. The cluster itself runs a failed task again; a job has a task for every shard, and those whose
/// rows are there end at once.
/// </summary>
/// <param name="settings">Image, volume, resources.</param>
/// <param name="programs">Where <c>kubectl</c> is.</param>
internal sealed partial class KubernetesExecutor(ExecutorSettings settings, SystemPrograms programs) : IShardExecutor
{
    internal const string Kind = "kubernetes";
    private const int LongestName = 40;
    private const string Program = "kubectl";
    private const string Figures =
        "{.status.completedIndexes}|{.status.failedIndexes}|{.status.active}|{.status.conditions[?(@.status==\"True\")].type}";

    /// <inheritdoc/>
    public string Name => "Kubernetes";

    private IEnumerable<string> InNamespace => settings.Namespace is { } space ? ["--namespace", space] : [];

    /// <inheritdoc/>
    public void Check()
    {
        foreach (var (value, what, option) in ((string?, string, string)[])
            [(settings.Image, "the image that holds this program", "--image NAME"),
            (settings.Claim, "the claim of the volume that all tasks share", "--claim NAME"),
            (settings.ClaimPath, "the folder at which that volume lies", "--claim-path DIR")])
        {
            _ = value ?? throw DiagnosticCatalog.MissingSetting.Error(null, what, option);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ShardSubmission> Submit(ShardFolder folder, ShardManifest manifest, ImmutableArray<int> shards)
    {
        CheckPlaces(folder, manifest);
        var name = NameOf(folder, manifest);
        var file = folder["job.yaml"];
        Outputs.WriteText(file, true, KubernetesJob.Write(name, settings, folder, manifest));
        if (programs.Find(Program) is null)
        {
            return [];
        }

        var (exit, text) = programs.Run(Program, [.. InNamespace, "apply", "--filename", file]);
        return exit == 0 ? [new(name, shards, DateTimeOffset.UtcNow)]
            : throw DiagnosticCatalog.SubmissionRefused.Error(null, Program, text.ReplaceLineEndings(" "));
    }

    /// <inheritdoc/>
    public ImmutableDictionary<int, ShardTaskState> StatesOf(ShardSubmission submission)
    {
        if (programs.Find(Program) is null)
        {
            return [];
        }

        var (exit, text) = programs.Run(Program, [.. InNamespace, "get", "job", submission.Job, "--output", $"jsonpath={Figures}"]);
        if (exit != 0)
        {
            return text.Contains("NotFound", StringComparison.Ordinal) ? []
                : throw DiagnosticCatalog.SchedulerSilent.Error(null, Name, text.ReplaceLineEndings(" "));
        }

        if (text.Split('|') is not [var completed, var failed, var active, var conditions])
        {
            return [];
        }

        var (done, bad) = (IndexesOf(completed), IndexesOf(failed));
        var isOver = conditions.Split(' ').Any(condition => condition is "Complete" or "Failed");
        return submission.Shards.ToImmutableDictionary(shard => shard, shard =>
            done.Contains(shard - 1) ? new ShardTaskState("succeeded", ShardTaskStage.Ended)
            : bad.Contains(shard - 1) || isOver ? new("failed", ShardTaskStage.Failed)
            : active.Length > 0 ? new("active", ShardTaskStage.Runs)
            : new ShardTaskState("pending", ShardTaskStage.Waits));
    }

    /// <inheritdoc/>
    public string? Cancel(string job)
    {
        var (exit, text) = programs.Run(Program, [.. InNamespace, "delete", "job", job, "--wait=false"]);
        return exit == 0 ? null : text;
    }

    /// <summary>Indexes as the status of a job has them: <c>0,2-4</c>.</summary>
    internal static ImmutableHashSet<int> IndexesOf(string text) =>
    [
        .. text.Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(part =>
        {
            int[] ends = [.. part.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
            return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
        }),
    ];

    /// <summary>Unlike for every submission: a finished job of the same name could not be replaced.</summary>
    private static string NameOf(ShardFolder folder, ShardManifest manifest)
    {
        var text = Unfit().Replace(Path.GetFileName(folder.Path).ToLowerInvariant(), "-").Trim('-');
        var name = text.Length > LongestName ? text[^LongestName..].TrimStart('-') : text;
        return string.Create(CultureInfo.InvariantCulture, $"depthcompress-{name}-{manifest.Submissions.Length + 1}");
    }

    /// <summary>What tasks need lies on the volume.</summary>
    private void CheckPlaces(ShardFolder folder, ShardManifest manifest)
    {
        var root = Path.GetFullPath(settings.ClaimPath!).TrimEnd('/') + "/";
        foreach (var place in (string[])[folder.Path, manifest.Model])
        {
            if (!place.StartsWith(root, StringComparison.Ordinal))
            {
                throw DiagnosticCatalog.ShardFolderUnwritable.Error(place, $"it does not lie in '{root}', where tasks find the volume");
            }
        }
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Unfit();
}
