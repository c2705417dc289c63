using System.Globalization;
using System.Text.RegularExpressions;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>Tasks as a job array of Slurm.</summary>
/// <param name="settings">Partition, account, resources.</param>
/// <param name="programs">Where <c>sbatch</c> and the others are.</param>
internal sealed partial class SlurmExecutor(ExecutorSettings settings, SystemPrograms programs) : IShardExecutor
{
    internal const string Kind = "slurm";
    private const string ForgottenJob = "invalid job id";

    /// <summary>What Slurm says where a user has too many jobs or tasks for its rules.</summary>
    private static readonly ImmutableArray<string> LimitWords =
        ["QOSMax", "AssocMax", "AssocGrp", "QOSGrp", "submit limit", "job array specification", "too many jobs"];

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
    public IEnumerable<ShardSubmission> Submit(ShardFolder folder, ShardManifest manifest, ImmutableArray<int> shards)
    {
        var limit = LimitOfIndexes();
        return shards.Order().GroupBy(shard => shard / limit * limit).Select(part => new ShardSubmission(
            SubmitArray(folder, manifest, part.Key, [.. part.Select(shard => shard - part.Key)]), [.. part], DateTimeOffset.UtcNow)
        {
            Offset = part.Key,
        });
    }

    /// <inheritdoc/>
    public ImmutableDictionary<int, ShardTaskState> StatesOf(ShardSubmission submission)
    {
        if (programs.Find("squeue") is null)
        {
            throw DiagnosticCatalog.SchedulerSilent.Error(null, Name, "'squeue' is not found");
        }

        // The queue forgets jobs some minutes after their end; accounting, where there is any, does not.
        var (exit, text) = programs.Run("squeue", "--noheader", "--array", "--states=all", $"--jobs={submission.Job}", "--format=%K|%T");
        if (exit != 0 && !text.Contains(ForgottenJob, StringComparison.OrdinalIgnoreCase))
        {
            throw DiagnosticCatalog.SchedulerSilent.Error(null, Name, text.ReplaceLineEndings(" "));
        }

        var queued = exit == 0 ? Parse(text, submission.Offset, first => first) : [];
        if (!queued.IsEmpty || programs.Find("sacct") is null)
        {
            return queued;
        }

        (exit, text) = programs.Run(
            "sacct", "--noheader", "--parsable2", "--allocations", "--array", $"--jobs={submission.Job}", "--format=JobID,State");
        return exit == 0 ? Parse(text, submission.Offset, first => first.Split('_')[^1]) : [];
    }

    /// <inheritdoc/>
    public string? Cancel(string job)
    {
        var (exit, text) = programs.Run("scancel", job);
        return exit == 0 ? null : text;
    }

    private string SubmitArray(ShardFolder folder, ShardManifest manifest, int offset, ImmutableArray<int> indexes)
    {
        var script = folder[offset == 0 ? "task.sh" : $"task-{offset}.sh"];
        Outputs.WriteText(script, true, ScriptOf(folder, manifest, offset));
        var (exit, text) = programs.Run("sbatch", [.. Words(folder, manifest, offset, indexes), script]);
        if (exit == 0 && text.Length > 0)
        {
            return text.Split('\n')[^1].Split(';')[0].Trim();
        }

        var problem = text.Length > 0 ? text.ReplaceLineEndings(" ") : $"it ended with {exit}";
        throw LimitWords.Any(word => problem.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? DiagnosticCatalog.TooManyTasks.Error(null, Name, problem)
            : DiagnosticCatalog.SubmissionRefused.Error(null, "sbatch", problem);
    }

    private string ScriptOf(ShardFolder folder, ShardManifest manifest, int offset)
    {
        var command = ShardCommand.For(settings.Program, manifest, folder);
        var work = offset == 0 ? $"exec {command} \"$SLURM_ARRAY_TASK_ID\"" : $$"""
            shard=$((SLURM_ARRAY_TASK_ID + {{offset}}))
            exec {{command}} "$shard" >> {{ShardCommand.Quoted(folder["log-"])}}"$shard".txt 2>&1
            """;
        return $$"""
            #!/bin/sh
            # One task of a job array: works on the shard of its number. See manifest.json.
            cd {{ShardCommand.Quoted(manifest.Directory)}} || exit 1
            [ -z "${SLURM_CPUS_PER_TASK:-}" ] || export DOTNET_PROCESSOR_COUNT="$SLURM_CPUS_PER_TASK" OMP_NUM_THREADS="$SLURM_CPUS_PER_TASK"
            {{work}}

            """;
    }

    /// <summary>What indexes of an array are below; where Slurm does not say, it is left to refuse.</summary>
    private int LimitOfIndexes()
    {
        var (exit, text) = programs.Find("scontrol") is null ? (1, "") : programs.Run("scontrol", "show", "config");
        return exit == 0 && ArrayLimit().Match(text) is { Success: true } match
            && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var limit) && limit > 1 ? limit : int.MaxValue;
    }

    private IEnumerable<string> Words(ShardFolder folder, ShardManifest manifest, int offset, ImmutableArray<int> indexes)
    {
        yield return "--parsable";
        yield return "--requeue";
        yield return "--open-mode=append";
        yield return $"--job-name=depthcompress-{Path.GetFileNameWithoutExtension(manifest.Model)}";
        yield return $"--array={Ranges(indexes)}";
        yield return $"--chdir={folder.Path}";

        // A percent sign has a meaning in names of logs, so they are named from the folder.
        yield return offset == 0 ? "--output=log-%a.txt" : $"--output=slurm-{offset}-%a.txt";
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

    private static ImmutableDictionary<int, ShardTaskState> Parse(string text, int offset, Func<string, string> number)
    {
        var states = ImmutableDictionary.CreateBuilder<int, ShardTaskState>();
        foreach (var line in text.Split('\n'))
        {
            if (line.Split('|') is [var first, var word] && int.TryParse(number(first.Trim()), CultureInfo.InvariantCulture, out var index))
            {
                states[index + offset] = StateOf(word.Trim());
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

    [GeneratedRegex(@"^MaxArraySize\s*=\s*([0-9]+)", RegexOptions.Multiline)]
    private static partial Regex ArrayLimit();
}
