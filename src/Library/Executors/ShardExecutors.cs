using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>The schedulers there are, by name.</summary>
internal static class ShardExecutors
{
    /// <summary>Makes the one that settings ask for.</summary>
    internal static IShardExecutor Create(ExecutorSettings settings, SystemPrograms programs) => settings.Kind switch
    {
        SlurmExecutor.Kind => new SlurmExecutor(settings, programs),
        KubernetesExecutor.Kind => new KubernetesExecutor(settings, programs),
        var other => throw new CompilerBugException($"there is no executor '{other}'"),
    };
}
