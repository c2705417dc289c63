using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>Whether a merged convolution could be faster at all: kernels of long segments grow without limit.</summary>
internal static class MergedWork
{
    /// <summary>Whether a kernel of so many taps in place of a segment stays within a multiple of its multiply-accumulates.</summary>
    internal static bool IsWithin(Graph graph, LayerChain chain, Segment segment, double taps, bool isDepthwise, MethodOptions options)
    {
        if (options.Fidelity is Fidelity.Released)
        {
            return true;
        }

        var output = graph.TypeOf(chain.TailOf(segment).Linear)!.Shape;
        var inputs = isDepthwise ? 1 : graph.TypeOf(chain.InputOf(segment))!.Shape[1].Size;
        var positions = output[2..].ToDims(1).Aggregate(1.0, (product, size) => product * size);
        var replaced = chain.NodesOf(segment).Sum(node => NetworkCost.MultiplyAccumulates(graph, node));
        return taps * inputs * output[1].Size * positions <= options.MostWork * replaced;
    }
}
