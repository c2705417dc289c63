using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Fitting;

/// <summary>A convolution to a few channels, and the 1x1 convolution behind it: one linear map, solved for as one.</summary>
internal static class LowRankPair
{
    /// <summary>The pair; the shift of both stands in the second one.</summary>
    public static ImmutableArray<FittedConv> Of(Window window, Tensor project, Tensor lift, Tensor bias, double relativeError)
    {
        var axes = window.Rank;
        var pointwise = Window.Of(Dims.Repeat(1, axes), Dims.Repeat(1, axes), Dims.Repeat(0, 2 * axes));
        var none = Tensor.Zeros(project.Element, [project.Shape[0]]);
        return [new FittedConv(window, project, none, double.NaN), new FittedConv(pointwise, lift, bias, relativeError)];
    }

    /// <summary>
    /// The first convolution of a pair that stands where the original has no such value between two: a new one, read by a 1x1 convolution
    /// only. Null where a node is not the second of a pair.
    /// </summary>
    public static Node? FirstOf(Graph original, Graph compressed, Node second) =>
        second is { Op: Conv { Groups: 1 } lift, Inputs: [{ } middle, _, { } bias] } && lift.Window.IsPointwise
        && compressed.ProducerOf(middle) is { Op: Conv { Groups: 1 }, Inputs: [_, { } weight] } first
        && compressed.UsesOf(bias).Length == 1
        && original.ProducerOf(middle) is null && compressed.UsesOf(middle).Length == 1 && !compressed.IsOutput(middle)
        && compressed.Initializers.ContainsKey(weight) && compressed.UsesOf(weight).Length == 1 ? first : null;

    /// <summary>The network with both solved for anew.</summary>
    public static Graph Refitted(Graph compressed, Node first, Node second, GramSums sums, double lambda)
    {
        var (project, lift, bias) = (first.Inputs[1]!, second.Inputs[1]!, second.Inputs[2]!);
        var (inner, outer) = (compressed.Initializers[project], compressed.Initializers[lift]);
        var solution = new ReducedRank(sums, lambda).Of(inner.Shape[0]);
        return compressed.WithInitializers(new Dictionary<Value, Tensor>
        {
            [project] = KernelLayout.ToWeight(solution.Project, inner.Shape[0], inner.Shape[1], inner.Shape[2..]).ConvertTo(inner.Element),
            [lift] = Tensor.Create<double>(outer.Shape, solution.Lift).ConvertTo(outer.Element),
            [bias] = Tensor.Create<double>([outer.Shape[0]], solution.Intercept).ConvertTo(outer.Element),
        });
    }
}
