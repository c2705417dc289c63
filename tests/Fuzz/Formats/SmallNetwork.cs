using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Analysis;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Fuzz;

/// <summary>The network that plans and tables are held against.</summary>
internal static class SmallNetwork
{
    /// <summary>Three stages of one residual block each, normalization folded.</summary>
    public static Graph Graph { get; } =
        Pipelines.Optimize.Run(new ResidualNetwork { Input = new(3, 16, 16), Width = 4, Blocks = 1 }.Build(), new PassContext(new DiagnosticSink()));

    public static ImmutableArray<LayerChain> Chains { get; } = ChainAnalysis.Run(Graph);
}
