using System.Globalization;
using System.Text.RegularExpressions;

namespace DepthCompress;

/// <summary>An Indexed Job as the YAML that <c>kubectl</c> takes. Texts stand in JSON's quotes, which are YAML's too.</summary>
internal static partial class KubernetesJob
{
    /// <summary>The Job of all shards of a folder.</summary>
    internal static string Write(string name, ExecutorSettings settings, ShardFolder folder, ShardManifest manifest)
    {
        const string Shard = "$((JOB_COMPLETION_INDEX + 1))";
        var command = $"{ShardCommand.For(settings.Program ?? "depthcompress", manifest, folder)} {Shard}";
        var log = $"{ShardCommand.Quoted(folder["log-"])}{Shard}.txt";
        string[] lines =
        [
            "apiVersion: batch/v1",
            "kind: Job",
            "metadata:",
            $"  name: {name}",
            .. settings.Namespace is { } space ? [$"  namespace: {Quoted(space)}"] : (string[])[],
            "  labels:",
            "    app.kubernetes.io/name: depthcompress",
            "spec:",
            "  completionMode: Indexed",
            Line($"  completions: {manifest.Shards.Length}"),
            Line($"  parallelism: {manifest.Shards.Length}"),
            Line($"  backoffLimitPerIndex: {settings.MostAttempts() - 1}"),
            Line($"  maxFailedIndexes: {manifest.Shards.Length}"),
            "  podFailurePolicy:",
            "    rules:",
            "      # A task that was preempted or whose node went away did not fail: it is run again, and counts as no try.",
            "      - action: Ignore",
            "        onPodConditions:",
            "          - type: DisruptionTarget",
            "            status: \"True\"",
            "  template:",
            "    spec:",
            "      restartPolicy: Never",
            .. settings.Seconds() is { } seconds ? [Line($"      activeDeadlineSeconds: {seconds}")] : (string[])[],
            "      containers:",
            "        - name: task",
            $"          image: {Quoted(settings.Image!)}",
            $"          workingDir: {Quoted(manifest.Directory)}",
            "          command:",
            "            - /bin/sh",
            "            - -c",
            $"            - {Quoted($"{command} >> {log} 2>&1")}",
            .. Resources(settings),
            "          volumeMounts:",
            "            - name: shared",
            $"              mountPath: {Quoted(settings.ClaimPath!)}",
            "      volumes:",
            "        - name: shared",
            "          persistentVolumeClaim:",
            $"            claimName: {Quoted(settings.Claim!)}",
        ];
        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> Resources(ExecutorSettings settings)
    {
        string[] wishes =
        [
            .. settings.Cpus is { } cpus ? [Line($"cpu: \"{cpus}\"")] : (string[])[],
            .. settings.Memory is { } memory ? [$"memory: {memory}i"] : (string[])[],
            .. settings.Gpus is { } gpus ? [Line($"nvidia.com/gpu: \"{gpus}\"")] : (string[])[],
        ];
        return wishes.Length == 0 ? []
            : ["          resources:", "            requests:", .. wishes.Select(wish => $"              {wish}"),
                "            limits:", .. wishes.Select(wish => $"              {wish}")];
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) =>
        $"\"{Escaped().Replace(text, match => match.Value == "\n" ? "\\n" : $"\\{match.Value}")}\"";

    [GeneratedRegex("[\"\\\\\n]")]
    private static partial Regex Escaped();
}
