using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>Tasks as a job array of Slurm.</summary>
/// <param name="settings">Partition, account, resources.</param>
/// <param name="programs">Where <c>sbatch</c> and the others are.</param>
internal sealed class SlurmExecutor(ExecutorSettings settings, SystemPrograms programs) : IShardExecutor
{
    internal const string Kind = "slurm";

    private static readonly ImmutableHashSet<string> Waiting =
        ["PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT", "RESV_DEL_HOLD", "SUSPENDED", "STOPPED"];

    private static readonly ImmutableHashSet<string> Running = ["RUNNING", "COMPLETING", "RESIZING", "SIGNALING", "STAGE_OUT"];

    /// <inheritdoc/>
    public string Name => "Slurm";

    /// <inheritdoc/>
    public void Check()
    {
        foreach (var program in (string[])["sbatch", "squeue", "scancel"])
        {
            _ = programs.Find(program) ?? throw DiagnosticCatalog.SchedulerMissing.Error(null, program, Name);
        }
    }

    /// <inheritdoc/>
    public string Submit(ShardFolder folder, ShardManifest manifest, ImmutableArray<int> shards)
    {
        var script = folder["task.sh"];
        Outputs.WriteText(script, true, $$"""
            #!/bin/sh
            # One task of a job array: works on the shard of its number. See manifest.json.
            cd {{ShardCommand.Quoted(manifest.Directory)}} || exit 1
            [ -z "${SLURM_CPUS_PER_TASK:-}" ] || export DOTNET_PROCESSOR_COUNT="$SLURM_CPUS_PER_TASK" OMP_NUM_THREADS="$SLURM_CPUS_PER_TASK"
            exec {{ShardCommand.For(settings.Program, manifest.Model, folder)}} "$SLURM_ARRAY_TASK_ID"

            """);
        var (exit, text) = programs.Run("sbatch", [.. Words(folder, manifest, shards), script]);
        var problem = text.Length > 0 ? text.ReplaceLineEndings(" ") : $"it ended with {exit}";
        return exit == 0 && text.Length > 0 ? text.Split('\n')[^1].Split(';')[0].Trim()
            : throw DiagnosticCatalog.SubmissionRefused.Error(null, "sbatch", problem);
    }

    /// <inheritdoc/>
    public ImmutableDictionary<int, ShardTaskState> StatesOf(ShardSubmission submission)
    {
        // The queue forgets jobs some minutes after their end; accounting, where there is any, does not.
        var (exit, text) = programs.Run("squeue", "--noheader", "--array", "--states=all", $"--jobs={submission.Job}", "--format=%K|%T");
        var queued = exit == 0 ? Parse(text, first => first) : [];
        if (!queued.IsEmpty || programs.Find("sacct") is null)
        {
            return queued;
        }

        (exit, text) = programs.Run(
            "sacct", "--noheader", "--parsable2", "--allocations", "--array", $"--jobs={submission.Job}", "--format=JobID,State");
        return exit == 0 ? Parse(text, first => first.Split('_')[^1]) : [];
    }

    /// <inheritdoc/>
    public void Cancel(string job) => programs.Run("scancel", job);

    private IEnumerable<string> Words(ShardFolder folder, ShardManifest manifest, ImmutableArray<int> shards)
    {
        yield return "--parsable";
        yield return "--requeue";
        yield return "--open-mode=append";
        yield return $"--job-name=depthcompress-{Path.GetFileNameWithoutExtension(manifest.Model)}";
        yield return $"--array={Ranges(shards)}";
        yield return $"--chdir={folder.Path}";

        // A percent sign has a meaning in names of logs, so they are named from the folder.
        yield return "--output=log-%a.txt";
        foreach (var (option, value) in ((string, string?)[])
            [("partition", settings.Partition), ("account", settings.Account), ("gres", settings.Gres), ("time", settings.Time),
                ("mem", settings.Memory), ("cpus-per-task", settings.Cpus?.ToString(CultureInfo.InvariantCulture))])
        {
            if (value is not null)
            {
                yield return $"--{option}={value}";
            }
        }

        foreach (var flag in settings.Flags ?? [])
        {
            yield return flag;
        }
    }

    /// <summary>Numbers as Slurm writes them: <c>1-4,7</c>.</summary>
    internal static string Ranges(ImmutableArray<int> numbers) => string.Join(',', numbers.Order()
        .Select((number, place) => (number, place))
        .GroupBy(pair => pair.number - pair.place).Select(run => (First: run.First().number, Last: run.Last().number))
        .Select(run => run.First == run.Last ? $"{run.First}" : $"{run.First}-{run.Last}"));

    private static ImmutableDictionary<int, ShardTaskState> Parse(string text, Func<string, string> number)
    {
        var states = ImmutableDictionary.CreateBuilder<int, ShardTaskState>();
        foreach (var line in text.Split('\n'))
        {
            if (line.Split('|') is [var first, var word] && int.TryParse(number(first.Trim()), CultureInfo.InvariantCulture, out var shard))
            {
                states[shard] = StateOf(word.Trim());
            }
        }

        return states.ToImmutable();
    }

    private static ShardTaskState StateOf(string word)
    {
        // Accounting adds who canceled: "CANCELLED by 1000".
        var first = word.Split(' ')[0].TrimEnd('+');
        return new(first, Waiting.Contains(first) ? ShardTaskStage.Waits
            : Running.Contains(first) ? ShardTaskStage.Runs
            : first == "COMPLETED" ? ShardTaskStage.Ended
            : ShardTaskStage.Failed);
    }
}
