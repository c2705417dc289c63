using DepthCompress.Report;

namespace DepthCompress;

/// <summary>What can be counted about a network without running it.</summary>
/// <param name="Operators">Nodes of its graph.</param>
/// <param name="Depth">Convolutions on the longest way from an input to an output.</param>
/// <param name="Parameters">Numbers in its floating-point weights.</param>
/// <param name="MultiplyAccumulates">Of one sample.</param>
/// <param name="Bytes">Of its file; null where there is none.</param>
public sealed record NetworkSize(int Operators, int Depth, long Parameters, long MultiplyAccumulates, long? Bytes)
{
    internal static NetworkSize Of(NetworkFacts facts) =>
        new(facts.Nodes, facts.Depth, facts.Parameters, facts.MultiplyAccumulates, facts.Bytes);
}
