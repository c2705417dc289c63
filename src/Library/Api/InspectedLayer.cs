using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress;

/// <summary>A convolution with what follows it: normalization, bias, activation.</summary>
/// <param name="Name">By which plans name it.</param>
/// <param name="Kernel">Its size, stride and groups, such as <c>3x3/2</c>.</param>
/// <param name="Output">The shape of its map without the batch, such as <c>64x8x8</c>.</param>
/// <param name="MultiplyAccumulates">Of one sample.</param>
/// <param name="Activation">What follows the linear part; empty for nothing.</param>
/// <param name="Skips">The skip connections that end behind it; empty for none.</param>
public sealed record InspectedLayer(string Name, string Kernel, string Output, long MultiplyAccumulates, string Activation, string Skips)
{
    internal static InspectedLayer Of(Graph graph, LayerChain chain, LayerSite site) => new(
        site.Name, LayerText.KernelOf(site), LayerText.ShapeOf(graph, site), LayerText.CostOf(graph, site), LayerText.ActivationOf(site),
        LayerText.SkipsAt(chain, site));
}
