namespace DepthCompress.Runtime.Tests.Torch;

/// <summary>
/// Forms of operators that torch spells in a way of its own, beside the examples that every operator has: each is lowered by an arm, or a
/// branch of one, that no example reaches.
/// </summary>
internal static class TorchForms
{
    private static readonly ImmutableArray<OperatorExample> Own =
    [
        Form("conv-3d-uneven", "in %x : f32[1,2,4,5,6]", "const %w : f32[3,2,2,2,3] = random(1)", "const %b : f32[3] = random(2)",
            "%y = Conv(%x, %w, %b) kernel_shape=[2,2,3] strides=[1,2,1] pads=[1,0,2,0,1,0]"),
        Form("conv-same-lower", "in %x : f32[1,2,7,6]", "const %w : f32[3,2,4,3] = random(1)",
            "%y = Conv(%x, %w) kernel_shape=[4,3] strides=[2,2] auto_pad=\"SAME_LOWER\""),
        Form("conv-transpose-3d", "in %x : f32[1,2,3,3,2]", "const %w : f32[2,2,2,3,2] = random(1)", "const %b : f32[2] = random(2)",
            "%y = ConvTranspose(%x, %w, %b) kernel_shape=[2,3,2] strides=[2,1,2] pads=[0,1,0,0,1,0]"),
        Form("conv-transpose-uneven", "in %x : f32[1,2,4,5]", "const %w : f32[2,3,3,3] = random(1)", "const %b : f32[3] = random(2)",
            "%y = ConvTranspose(%x, %w, %b) kernel_shape=[3,3] strides=[2,2] pads=[0,1,1,0] output_padding=[1,1]"),
        Form("conv-transpose-same-lower", "in %x : f32[1,2,4,4]", "const %w : f32[2,2,3,3] = random(1)", "const %b : f32[2] = random(2)",
            "%y = ConvTranspose(%x, %w, %b) kernel_shape=[3,3] strides=[2,2] auto_pad=\"SAME_LOWER\""),
        Form("max-pool-dilated", "in %x : f32[1,2,9,9]", "%y = MaxPool(%x) kernel_shape=[3,2] dilations=[2,3] pads=[1,1,1,1]"),
        Form("max-pool-uneven", "in %x : f32[1,2,7,7]", "%y = MaxPool(%x) kernel_shape=[3,3] strides=[2,2] pads=[0,0,1,1]"),
        Form("max-pool-1d", "in %x : f32[1,2,9]", "%y = MaxPool(%x) kernel_shape=[3] strides=[2] pads=[1,1]"),
        Form("max-pool-3d", "in %x : f32[1,2,4,5,6]", "%y = MaxPool(%x) kernel_shape=[2,2,2] strides=[2,2,2]"),
        Form("average-pool-uneven", "in %x : f32[2,3,7,7]", "%y = AveragePool(%x) kernel_shape=[3,3] strides=[2,2] pads=[0,1,1,2]"),
        Form("average-pool-uneven-zeros", "in %x : f32[2,3,7,7]",
            "%y = AveragePool(%x) kernel_shape=[3,3] strides=[2,2] pads=[0,1,1,2] count_include_pad=1"),
        Form("average-pool-dilated", "in %x : f32[1,2,9,9]", "%y = AveragePool(%x) kernel_shape=[3,2] dilations=[2,3] pads=[1,1,1,1]"),
        Form("average-pool-same", "in %x : f32[1,2,7,8]", "%y = AveragePool(%x) kernel_shape=[3,3] strides=[2,2] auto_pad=\"SAME_UPPER\""),
        Form("average-pool-3d", "in %x : f32[1,2,4,5,6]", "%y = AveragePool(%x) kernel_shape=[2,2,2] strides=[2,1,2] pads=[1,0,1,1,0,1]"),
        Form("average-pool-wide-pads", "in %x : f32[1,2,9]", "%y = AveragePool(%x) kernel_shape=[3] strides=[2] pads=[2,2]"),
        Form("layer-norm-axes", "in %x : f32[2,3,4]", "const %s : f32[3,4] = random(1)", "const %h : f32[3,4] = random(2)",
            "%y = LayerNormalization(%x, %s, %h) axis=1"),
        Form("layer-norm-broadcast", "in %x : f32[2,3,4]", "const %s : f32[4] = random(1)", "const %h : f32[4] = random(2)",
            "%y = LayerNormalization(%x, %s, %h) axis=1"),
        Form("gemm-beta", "in %x : f32[3,6]", "const %w : f32[4,6] = random(1)", "const %b : f32[3,1] = random(2)",
            "%y = Gemm(%x, %w, %b) alpha=0.5 beta=2.0 transB=1"),
        Form("gemm-rows", "in %x : f32[3,6]", "const %w : f32[6,4] = random(1)", "const %b : f32[1,4] = random(2)", "%y = Gemm(%x, %w, %b)"),
        Form("prelu-in-four", "in %x : f32[2,3,2,2]", "const %s : f32[1,3,1,1] = random(1)", "%y = PRelu(%x, %s)"),
        Form("prelu-everywhere", "in %x : f32[2,3,2,2]", "const %s : f32[3,2,2] = random(1)", "%y = PRelu(%x, %s)"),
        Form("hard-sigmoid-sixth", "in %x : f32[2,3]", "%y = HardSigmoid(%x) alpha=0.16666667"),
        Form("clip-crossed", "in %x : f32[2,3]", "%y = Clip(%x) min=0.5 max=-0.5"),
        Form("clip-below", "in %x : f32[2,3]", "%y = Clip(%x) min=0.0"),
        Form("clip-integers", "in %x : i64[8]", "const %l : i64[] = [-2]", "%t = Identity(%l)", "%y = Clip(%x, %t)"),
        Form("divide-integers", "in %x : i64[8]", "const %d : i64[] = [3]", "%y = Div(%x, %d)"),
        Form("pow-channels", "in %x : f32[2,3]", "const %e : f32[3] = [2,3,1]", "%y = Pow(%x, %e)"),
        Form("pow-of-integers", "in %x : i64[2,3]", "const %e : i64[] = [2]", "%y = Pow(%x, %e)"),
        Form("sum-of-one", "in %x : f32[2,3]", "%y = Sum(%x)"),
        Form("cast-flag", "in %x : f32[2,3]", "%y = Cast(%x) to=9"),
        Form("reduce-mean-none", "in %x : f32[2,3]", "%y = ReduceMean(%x) noop_with_empty_axes=1"),
        Form("reduce-mean-computed", "in %x : f32[2,3,4]", "const %a : i64[1] = [-1]", "%t = Identity(%a)", "%y = ReduceMean(%x, %t) keepdims=0"),
        Form("reshape-computed-zero", "in %x : f32[2,3,4]", "const %s : i64[2] = [0,-1]", "%t = Identity(%s)", "%y = Reshape(%x, %t)"),
        Form("squeeze-computed", "in %x : f32[1,3,1]", "const %a : i64[1] = [-1]", "%t = Identity(%a)", "%y = Squeeze(%x, %t)"),
        Form("squeeze-last", "in %x : f32[1,3,1]", "%y = Squeeze(%x) axes=[-1]"),
        Form("unsqueeze-computed", "in %x : f32[2,3]", "const %a : i64[2] = [-1,0]", "%t = Identity(%a)", "%y = Unsqueeze(%x, %t)"),
        Form("unsqueeze-one", "in %x : f32[2,3]", "%y = Unsqueeze(%x) axes=[-2]"),
        Form("flatten-negative", "in %x : f32[2,3,4]", "%y = Flatten(%x) axis=-1"),
        Form("split-computed", "in %x : f32[2,6]", "const %s : i64[2] = [1,5]", "%t = Identity(%s)", "%a, %b = Split(%x, %t) axis=1"),
        Form("split-unequal", "in %x : f32[7,2]", "%a, %b, %c = Split(%x)"),
        Form("slice-computed", "in %x : f32[4,6,5]", "const %s : i64[2] = [1,-1]", "const %e : i64[2] = [9,-9]", "const %a : i64[2] = [0,2]",
            "const %p : i64[2] = [2,-1]", "%t = Identity(%s)", "%y = Slice(%x, %t, %e, %a, %p)"),
        Form("slice-one-step", "in %x : f32[4,7]", "%y = Slice(%x) starts=[-6] ends=[2147483647] axes=[-1] steps=[2]"),
        Form("gather-table", "in %x : f32[3,5,2]", "const %i : i64[2,2] = [-1,0,4,2]", "%y = Gather(%x, %i) axis=1"),
        Form("gather-last", "in %x : f32[3,6]", "const %i : i64[] = [-1]", "%y = Gather(%x, %i) axis=-1"),
        Form("gather-narrow", "in %x : f32[3,6]", "const %i : i32[3] = [2,0,-3]", "%y = Gather(%x, %i)"),
        Form("shape-range", "in %x : f32[2,3,4,5]", "%y = Shape(%x) start=1 end=-1"),
        Form("shape-chain", "in %x : f32[N,3,4]", "%s = Shape(%x) : i64[3]", "const %z : i64[1] = [0]", "%n = Gather(%s, %z) : i64[1]",
            "const %m : i64[1] = [-1]", "%t = Concat(%n, %m) axis=0 : i64[2]", "%y = Reshape(%x, %t)"),
        Form("fill-computed", "const %s : i64[2] = [2,3]", "%t = Identity(%s)", "%y = ConstantOfShape(%t) value=f32[1]=[0.5]"),
        Form("pad-axes", "in %x : f32[2,3,4]", "%y = Pad(%x) pads=[1,-1] axes=[-2] value=2.0"),
        Form("pad-edge", "in %x : f32[1,2,3,4]", "%y = Pad(%x) mode=\"edge\" pads=[0,0,1,2,0,0,3,1]"),
        Form("pad-edge-1d", "in %x : f32[1,2,4]", "%y = Pad(%x) mode=\"edge\" pads=[0,0,2,0,0,1]"),
        Form("pad-wrap", "in %x : f32[1,2,3,4]", "%y = Pad(%x) mode=\"wrap\" pads=[0,0,1,2,0,0,2,1]"),
        Form("pad-computed", "in %x : f32[2,3]", "const %p : i64[4] = [0,1,1,2]", "const %v : f32[] = [1.5]", "%t = Identity(%p)",
            "%y = Pad(%x, %t, %v)"),
        Form("transpose-nothing", "in %x : f32[2,3]", "%y = Transpose(%x) perm=[0,1]"),
        Form("concat-last", "in %a : f32[2,3,2,2]", "in %b : f32[2,3,2,2]", "%y = Concat(%a, %b) axis=-1"),
        Form("global-average-pool-1d", "in %x : f32[2,3,5]", "%y = GlobalAveragePool(%x)"),
        Form("max-of-three", "in %a : f32[2,3]", "in %b : f32[3]", "in %c : f32[2,1]", "%y = Max(%a, %b, %c)"),
        .. Resizes(),
    ];

    /// <summary>The examples of the operators and the forms of this list.</summary>
    internal static ImmutableArray<OperatorExample> All { get; } = [.. OperatorExamples.All, .. Own];

    /// <summary>Every name, for theories.</summary>
    internal static IEnumerable<object[]> Names => All.Select(example => new object[] { example.Name });

    /// <summary>The example of a name.</summary>
    internal static OperatorExample Of(string name) => All.Single(example => example.Name == name);

    private static IEnumerable<OperatorExample> Resizes()
    {
        string[] nearest = ["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"];
        string[] places = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "half_pixel_symmetric"];
        foreach (var (coordinates, i) in places.Select((place, i) => (place, i)))
        {
            var how = $"coordinate_transformation_mode=\"{coordinates}\"";
            yield return Form($"resize-nearest-{coordinates}", "in %x : f32[1,2,4,5]",
                $"%y = Resize(%x) scales=[1.0,1.0,1.7,0.7] {how} nearest_mode=\"{nearest[i % 4]}\"");
            yield return Form($"resize-linear-{coordinates}", "in %x : f32[1,2,4,5]", $"%y = Resize(%x) scales=[1.0,1.0,2.3,0.6] mode=\"linear\" {how}");
            yield return Form($"resize-double-{coordinates}", "in %x : f32[1,2,4,5]", $"%y = Resize(%x) scales=[1.0,1.0,2.0,2.0] mode=\"linear\" {how}");
            yield return Form($"resize-cubic-{coordinates}", "in %x : f32[1,2,4,5]", $"%y = Resize(%x) sizes=[1,2,7,3] mode=\"cubic\" {how}");
        }

        yield return Form("resize-computed", "in %x : f32[1,2,4,5]", "const %s : f32[4] = [1,1,2,2]", "%t = Identity(%s)", "%y = Resize(%x, _, %t)");
        yield return Form("resize-computed-sizes", "in %x : f32[1,2,4,5]", "const %s : i64[4] = [1,2,6,9]", "%t = Identity(%s)", "%y = Resize(%x, _, _, %t)");
        yield return Form("resize-axes", "in %x : f32[1,2,4,5]", "%y = Resize(%x) scales=[2.0,3.0] axes=[-1,2] mode=\"linear\"");
    }

    private static OperatorExample Form(string name, params string[] lines)
    {
        var results = lines[^1].Split(" = ")[0].Split(", ");
        var body = lines.Concat(results.Select(result => $"out {result}"));
        return new OperatorExample(name, $"graph @{name}\n{string.Join('\n', body.Select(line => $"  {line}"))}\n");
    }
}
