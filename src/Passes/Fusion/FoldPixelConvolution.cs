using System.Numerics.Tensors;
using DepthCompress.GraphIR;

using Tensor = DepthCompress.GraphIR.Tensor;

namespace DepthCompress.Passes;

/// <summary>
/// A convolution over maps of a single pixel is a matrix; the matrix product that made the pixels absorbs it. So what embeddings become behind
/// merged convolutions costs nothing.
/// </summary>
public sealed record FoldPixelConvolution : Rule
{
    /// <inheritdoc/>
    public override string Name => "fold-pixel-convolution";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Exact;

    /// <inheritdoc/>
    public override Outcome TryRewrite(Node node, GraphEditor edit)
    {
        var graph = edit.Graph;
        if (node is not { Op: Conv { Groups: 1 } conv, Inputs: [{ } pixels, { } weight, ..] } || !conv.Window.IsPointwise
            || !graph.Initializers.TryGetValue(weight, out var second) || second.Element is not (ElementType.Float32 or ElementType.Float64)
            || edit.ProducerOf(pixels) is not { Op: Unsqueeze or Reshape } planes || planes.Inputs[0] is not { } rows || !IsOnePixel(graph, rows, pixels)
            || edit.ProducerOf(rows) is not { Op: Gemm { TransposeA: false } gemm } product
            || LinearWeights.Of(product, graph) is not { } first || BiasOf(node, graph, second.Shape[0]) is not { } bias)
        {
            return Outcome.None;
        }

        if (!graph.IsOnlyUsedBy(pixels, node) || !graph.IsOnlyUsedBy(rows, planes))
        {
            return Outcome.Decline(DiagnosticCatalog.SharedConvolution, node, product.Name);
        }

        var (name, outputs) = (graph.NameOf(node.Output), second.Shape[0]);
        var matrix = Product(second, RowsOf(graph.Initializers[product.Inputs[1]!], gemm.TransposeB), gemm.Alpha);
        var shift = Product(second, Tensor.Create<double>([second.Shape[1], 1], first.Bias()), 1).ToDoubles();
        TensorPrimitives.Add(shift, bias, shift);
        Value?[] operands =
        [
            product.Inputs[0],
            edit.Initializer($"{name}.weight", matrix.ConvertTo(second.Element)),
            edit.Initializer($"{name}.bias", Tensor.Create<double>([outputs], shift).ConvertTo(second.Element)),
        ];
        var folded = edit.Define($"{name}.rows", new Gemm { TransposeB = true }, operands, product, node);
        var rank = graph.TypeOf(pixels)!.Shape.Count - 2;
        edit.Redefine(node.Output, new Reshape { Target = [0, outputs, .. Dims.Repeat(1, rank)] }, [folded], planes);
        return Outcome.Done;
    }

    /// <summary>[middle, inputs], f64.</summary>
    private static Tensor RowsOf(Tensor weight, bool isTransposed)
    {
        if (isTransposed)
        {
            return weight.ConvertTo(ElementType.Float64);
        }

        var (inputs, middle, all) = (weight.Shape[0], weight.Shape[1], weight.ToDoubles());
        return Tensor.Build<double>([middle, inputs], data =>
        {
            for (var i = 0; i < data.Length; i++)
            {
                data[i] = all[(i % inputs * middle) + (i / inputs)];
            }
        });
    }

    /// <summary>[outputs, middle, 1, …] times [middle, inputs], in double precision.</summary>
    private static Tensor Product(Tensor left, Tensor right, double factor)
    {
        var (outputs, middle, inputs) = (left.Shape[0], left.Shape[1], right.Shape[1]);
        var (weights, rows) = (left.ToDoubles(), right.ToDoubles());
        return Tensor.Build<double>([outputs, inputs], data =>
        {
            for (var i = 0; i < weights.Length; i++)
            {
                var sums = data.Slice(i / middle * inputs, inputs);
                TensorPrimitives.MultiplyAdd(rows.AsSpan(i % middle * inputs, inputs), factor * weights[i], sums, sums);
            }
        });
    }

    private static bool IsOnePixel(Graph graph, Value rows, Value pixels) =>
        graph.TypeOf(rows)?.Shape is { Count: 2 } features && graph.TypeOf(pixels)?.Shape is { Count: > 2 } map
        && map[0] == features[0] && map[1] == features[1] && features[1].IsKnown && map.Skip(2).All(axis => axis == 1);

    private static double[]? BiasOf(Node node, Graph graph, int outputs) => node.Inputs is [_, _, { } bias]
        ? graph.Initializers.TryGetValue(bias, out var tensor) ? tensor.ToDoubles() : null
        : new double[outputs];
}
