namespace DepthCompress.GraphIR.Tests;

/// <summary>The pieces the algebra is built from: matrix products, evaluation, transposed convolutions, operators.</summary>
public sealed class KernelBuildingTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 7, 40)]
    [InlineData(4, 4, 12)]
    [InlineData(5, 257, 13)]
    [InlineData(9, 300, 31)]
    [InlineData(64, 513, 50)]
    public void A_matrix_product_is_added_within_its_strides(int rows, int inner, int columns)
    {
        var random = new Random(rows);
        var (left, right) = (Whole(random, rows * (inner + 3)), Whole(random, inner * (columns + 2)));
        var result = Whole(random, rows * (columns + 1));
        var expected = result.ToArray();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                for (var k = 0; k < inner; k++)
                {
                    expected[(row * (columns + 1)) + column] += left[(row * (inner + 3)) + k] * right[(k * (columns + 2)) + column];
                }
            }
        }

        MatrixProduct.Accumulate(left, inner + 3, right, columns + 2, result, columns + 1, rows, inner, columns);
        Assert.Equal(expected, result);
    }

    [Fact]
    public void A_map_slides_as_onnx_says()
    {
        var map = new ConvKernel
        {
            Weight = Tensor.Create<double>([1, 1, 3], [1, 10, 100]),
            Bias = Tensor.Create<double>([1], [0.5]),
            Window = Window.Of([3], strides: [2], pads: [1, 2]),
        };
        Assert.Equal([210.5, 432.5, 54.5], map.Apply(Tensor.Create<float>([1, 1, 5], [1, 2, 3, 4, 5])).ToDoubles());
    }

    [Fact]
    public void A_matrix_is_a_map_without_axes()
    {
        var first = new ConvKernel { Weight = Tensor.Create<double>([2, 2], [1, 2, 3, 4]), Bias = Tensor.Create<double>([2], [1, -1]), Window = Window.Of([]) };
        var merged = first.Then(ConvKernel.Channelwise([2, 3], [0, 1], rank: 0));
        Assert.Equal([2, 4, 9, 12], merged.Weight.ToDoubles());
        Assert.Equal([2, -2], merged.Bias.ToDoubles());
        Assert.Equal([8.0, 19.0], merged.Apply(Tensor.Create<double>([1, 2], [1, 1])).ToDoubles());
    }

    [Fact]
    public void An_operator_keeps_window_and_groups()
    {
        var map = KernelGenerator.Make(4, 8, 2, Window.Of([3, 1], pads: [1, 0, 0, 0]), biased: true, seed: 1);
        Assert.Equal(new Conv { Window = map.Window, Groups = 2 }, map.ToOperator());
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 3, 0)]
    [InlineData(3, 2, 1)]
    public void A_transposed_convolution_without_stride_is_a_convolution(int groups, int pad, int more)
    {
        const int rows = 6;
        var random = new Random(groups);
        var (inputs, perGroup, window) = (2 * groups, 3, Window.Of([3, 2], pads: [pad, 0, 0, 1], dilations: [1, 2]));
        var weight = KernelGenerator.Numbers([inputs, perGroup, 3, 2], random);
        var bias = KernelGenerator.Numbers([perGroup * groups], random);
        var x = KernelGenerator.Numbers([1, inputs, rows, rows], random);
        var map = ConvKernel.FromTransposed(weight, bias, window, groups, [0, more])!;
        var actual = map.Apply(x);
        var expected = Scatter(x, weight, bias, window, groups, rows, more);
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.True(FeatureMaps.AreEqual(expected, actual));
        Assert.All(map.Window.Pads, side => Assert.True(side >= 0));
    }

    [Fact]
    public void A_transposed_convolution_with_stride_is_none() => Assert.Null(ConvKernel.FromTransposed(
        Tensor.Zeros(ElementType.Float32, [1, 1, 2]), null, Window.Of([2], strides: [2]), 1, []));

    [Fact]
    public void A_transposed_convolution_that_cuts_thousands_of_rows_is_none() => Assert.Null(ConvKernel.FromTransposed(
        Tensor.Zeros(ElementType.Float32, [4, 3, 3, 2]), null, Window.Of([3, 2], pads: [65535, 9, 1, 1]), 1, []));

    [Fact]
    public void Wide_layers_compose_to_their_certificate()
    {
        var expand = KernelGenerator.Make(24, 144, 1, Window.Of([1, 1]), biased: true, seed: 1);
        var depthwise = KernelGenerator.Make(144, 144, 144, Window.Of([3, 3], [2, 2], [0, 0, 1, 1]), biased: true, seed: 2);
        var project = KernelGenerator.Make(144, 32, 1, Window.Of([1, 1]), biased: true, seed: 3);
        var block = AffineMap.Chain(expand, depthwise, project);
        var merged = block.Compose(BorderRule.PaddingInFront).Kernel!;
        Assert.Equal([32, 24, 3, 3], merged.Weight.Shape);
        Assert.True(KernelCertificate.Of(merged, block.MovePaddingToFront(), [28, 28]).Holds);
        Assert.False(KernelCertificate.Of(merged, block, [28, 28]).Holds);
        Assert.True(KernelCertificate.Of(BiasMap.TryCreate(block, [28, 28])!, block, [28, 28]).Holds);
    }

    [Fact]
    public void Rounded_weights_hold_where_all_there_is_cancels()
    {
        var certificates = Enumerable.Range(0, 1000).Select(seed =>
        {
            var map = KernelGenerator.Make(2, 1, 1, Window.Of([1, 1]), biased: false, seed);
            var rounded = map with { Weight = map.Weight.ConvertTo(ElementType.Float32).ConvertTo(ElementType.Float64) };
            var off = map with
            {
                Weight = Tensor.Build<double>([1, 2, 1, 1], weights =>
            {
                map.Weight.AsSpan<double>().CopyTo(weights);
                weights[seed % 2] += 0.001 * Math.Max(Math.Abs(weights[0]), Math.Abs(weights[1]));
            })
            };
            return (Rounded: KernelCertificate.Of(rounded, map, [1, 1]), Off: KernelCertificate.Of(off, map, [1, 1]));
        }).ToList();

        Assert.All(certificates, pair => Assert.InRange(pair.Rounded.MaxRelativeError, 0, KernelCertificate.BoundFor(ElementType.Float32)));
        Assert.All(certificates, pair => Assert.True(pair.Off.MaxRelativeError > KernelCertificate.BoundFor(ElementType.Float32)));
    }

    /// <summary>The definition: every input spreads the kernel over the output; pads cut the result.</summary>
    private static Tensor Scatter(Tensor x, Tensor weight, Tensor bias, Window window, int groups, int rows, int more)
    {
        var (inputs, perGroup) = (weight.Shape[0] / groups, weight.Shape[1]);
        var extent = Enumerable.Range(0, 2).Select(axis =>
            rows - 1 + window.Reach(axis) - window.PadBegin(axis) - window.PadEnd(axis) + (axis * more)).ToArray();
        return Tensor.Build<double>([1, perGroup * groups, extent[0], extent[1]], result =>
        {
            var (source, kernel) = (x.ToDoubles(), weight.ToDoubles());
            for (var output = 0; output < perGroup * groups; output++)
            {
                result.Slice(output * extent[0] * extent[1], extent[0] * extent[1]).Fill(bias.AsSpan<double>()[output]);
            }

            for (var i = 0; i < source.Length; i++)
            {
                var (input, row, column) = (i / (rows * rows), i / rows % rows, i % rows);
                for (var tap = 0; tap < perGroup * 6; tap++)
                {
                    var (output, u, v) = ((input / inputs * perGroup) + (tap / 6), tap % 6 / 2, tap % 2);
                    var (y, z) = (row + u - window.PadBegin(0), column + (2 * v) - window.PadBegin(1));
                    if (y >= 0 && y < extent[0] && z >= 0 && z < extent[1])
                    {
                        result[(((output * extent[0]) + y) * extent[1]) + z] += source[i] * kernel[(input * perGroup * 6) + tap];
                    }
                }
            }
        });
    }

    private static double[] Whole(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(-9, 10))];
}
