using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool;

/// <summary>The words that options take of which there are few; a shell completes them.</summary>
internal static class OptionWords
{
    /// <summary>Those of an option; none where it takes anything else.</summary>
    internal static ImmutableArray<string> Of(string option) => option switch
    {
        "--provider" => ["cpu", "cuda", "tensorrt"],
        "--optimization-level" => ["none", "basic", "extended", "all"],
        "--metric" => [.. MetricChoice.Names],
        "--method" => [.. MethodOptions.Names],
        "--objective" => [.. DeviceValues.Objectives],
        "--executor" => [.. ExecutorValues.Kinds],
        "--verbosity" => ["quiet", "normal", "detailed"],
        _ => [],
    };
}
