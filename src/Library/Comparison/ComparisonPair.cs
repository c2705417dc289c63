using System.Security.Cryptography;
using System.Text;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>One method at one target.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Target">How many times as fast the result is to be.</param>
/// <param name="Settings">Those of the comparison with this method and target in them.</param>
internal sealed record ComparisonPair(string Method, double Target, Settings Settings)
{
    /// <summary>In words.</summary>
    internal string Name => $"{Method} at {ComparisonTable.Target(Target)}";

    /// <summary>The folder, from that of the comparison.</summary>
    internal string Folder => $"{Method}-{ComparisonTable.Target(Target)}";

    /// <summary>
    /// The pair of these settings. How candidates are trained concerns the methods that are defined by it: the others solve, search or do not look.
    /// </summary>
    internal static ComparisonPair Of(string method, double target, Settings settings) => new(method, target, settings with
    {
        Method = method,
        Speedup = ComparisonTable.Target(target),
        TargetLatency = null,
        BudgetMs = null,
        MaxDrop = null,
        Executor = null,
        Importance = method is TwoStageMethod.Name or LayerMergeMethod.Name or LayerOnlyMethod.Name ? settings.Importance : null,
    });

    /// <summary>What a result depends on; where the same is asked for again, it is not made again.</summary>
    internal string Identity(string digest, MachineIdentity machine)
    {
        var settings = (Settings with { Training = Settings.Training?.WithoutPlace }).ToJson().ToJsonString();
        var text = string.Join('\n', digest, machine, ToolVersion.Text, Method, ComparisonTable.Target(Target), settings);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
