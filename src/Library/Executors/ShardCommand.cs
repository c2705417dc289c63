namespace DepthCompress;

/// <summary>The command line of a task.</summary>
internal static class ShardCommand
{
    /// <summary>The option that names the folder of the job.</summary>
    internal const string Job = "--job";

    /// <summary>The option that names the shard.</summary>
    internal const string Task = "--task";

    /// <summary>For a shell, but for the number of the shard, which follows.</summary>
    /// <param name="program">What starts this program there; null for how it was started here.</param>
    /// <param name="manifest">The job.</param>
    /// <param name="folder">Of the job.</param>
    internal static string For(string? program, ShardManifest manifest, ShardFolder folder)
    {
        var start = OwnProgram.Start();
        var own = program ?? string.Join(' ', start.ArgumentList.Prepend(start.FileName).Select(Quoted));
        return $"{own} {manifest.Command} {Quoted(manifest.Model)} {Job} {Quoted(folder.Path)} {Task}";
    }

    /// <summary>A word that a shell takes as it is.</summary>
    internal static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
