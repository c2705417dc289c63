using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>
/// What other compilers of networks got wrong, as far as its essence is a small network: each goes through the lossless pipeline, and every
/// value must stay. The names of the cases say whose mistake it was, and where it was reported.
/// </summary>
public sealed class PeersMiscompilesTests
{
    private static readonly ImmutableArray<(string Name, string Text)> Cases =
    [
        ("OnnxSlim #277: slices behind slices", """
            graph @slices
              in %x : f32[N,8,9]
              %a = Slice(%x) starts=[1] ends=[8] axes=[2] steps=[2]
              %b = Slice(%a) starts=[1] ends=[2147483647] axes=[2]
              %c = Slice(%b) starts=[-3] ends=[-1] axes=[1]
              %y = Slice(%c) starts=[-1] ends=[-2147483648] axes=[1] steps=[-1]
              out %y
            """),
        ("onnxsim #50, optimizer #133, #255: norm behind a convolution without bias", """
            graph @norm
              in %x : f32[N,3,6,6]
              const %w : f32[4,3,3,3] = random(1)
              const %s : f32[4] = random(2)
              const %h : f32[4] = random(3)
              const %m : f32[4] = random(4)
              const %v : f32[4] = positive(5)
              %c = Conv(%x, %w) kernel_shape=[3,3]
              %y = BatchNormalization(%c, %s, %h, %m, %v)
              out %y
            """),
        ("onnxruntime #12498: a constant as large as the map, added behind a grouped convolution", """
            graph @grouped
              in %x : f32[N,8,5,5]
              const %w : f32[8,2,1,1] = random(1)
              const %b : f32[8] = random(2)
              const %c : f32[1,8,5,5] = random(3)
              %a = Conv(%x, %w, %b) kernel_shape=[1,1] group=4
              %y = Add(%a, %c)
              out %y
            """),
        ("onnxruntime #12498: one number per channel, added behind a grouped convolution", """
            graph @grouped
              in %x : f32[N,8,5,5]
              const %w : f32[8,2,1,1] = random(1)
              const %c : f32[1,8,1,1] = random(3)
              %a = Conv(%x, %w) kernel_shape=[1,1] group=4
              %y = Add(%a, %c)
              out %y
            """),
        ("onnxsim #1274, #1275: a product of two vectors", """
            graph @vectors
              in %x : f32[5]
              in %z : f32[2,5]
              const %w : f32[5] = random(1)
              %a = MatMul(%x, %w)
              %b = MatMul(%z, %w)
              %y = Add(%b, %a)
              out %y
            """),
        ("OnnxSlim #323: a sum behind a matrix product whose constant has more axes", """
            graph @axes
              in %x : f32[4,6]
              const %w : f32[6,3] = random(1)
              const %c : f32[1,1,1,4,3] = random(2)
              %a = MatMul(%x, %w)
              %y = Add(%a, %c)
              out %y
            """),
        ("OnnxSlim, its fork's #29: one padding before two convolutions", """
            graph @shared
              in %x : f32[N,2,6,6]
              const %w : f32[3,2,3,3] = random(1)
              const %k : f32[3,2,5,5] = random(2)
              %p = Pad(%x) pads=[0,0,1,1,0,0,1,1]
              %a = Conv(%p, %w) kernel_shape=[3,3]
              %b = Conv(%p, %k) kernel_shape=[5,5]
              out %a
              out %b
            """),
        ("onnxsim #265: constants that look alike are not one", """
            graph @constants
              in %x : f32[N,3]
              in %z : f32[N,3]
              const %two : f32[] = [2]
              const %four : f32[] = [4]
              %a = Div(%x, %two)
              %b = Mul(%z, %four)
              %y = Add(%a, %b)
              out %y
            """),
        ("optimizer #253: squeezes behind squeezes", """
            graph @squeezes
              in %x : f32[1,3,1,1,4]
              %a = Squeeze(%x) axes=[0]
              %b = Squeeze(%a) axes=[1]
              %c = Squeeze(%b) axes=[-2]
              %y = Relu(%c)
              out %y
            """),
        ("optimizer #267, onnxruntime #20951: a shape made of another input's", """
            graph @shapes
              in %x : f32[2,3,4]
              in %z : f32[2,6,2]
              %s = Shape(%z)
              const %i : i64[2] = [0,1]
              const %rest : i64[1] = [-1]
              %front = Gather(%s, %i)
              %t = Concat(%front, %rest) axis=0
              %y = Reshape(%x, %t) : f32[2,6,2]
              out %y
            """),
        ("onnxruntime #4110: a fused value that is an output itself", """
            graph @inside
              in %x : f32[N,3,5,5]
              const %w : f32[3,3,3,3] = random(1)
              const %k : f32[3,1,1] = random(2)
              %c = Conv(%x, %w) kernel_shape=[3,3]
              %y = Mul(%c, %k)
              out %c
              out %y
            """),
        ("onnxruntime #32416: a cast that changes nothing before a product with one", """
            graph @casts
              in %x : f32[N,3]
              const %one : f32[] = [1]
              %a = Cast(%x) to=1
              %b = Mul(%a, %one)
              %y = Relu(%b)
              out %y
            """),
        ("onnxsim #1285: NaN equals NaN", """
            graph @nan
              in %x : f32[1,2,2,2]
              const %c : f32[2,1,1] = [nan,1]
              const %w : f32[2,2,1,1] = random(1)
              %a = Mul(%x, %c)
              %y = Conv(%a, %w) kernel_shape=[1,1]
              %z = Identity(%a)
              out %y
              out %z
            """),
        ("onnxsim #157: unsqueezes behind unsqueezes", """
            graph @unsqueezes
              in %x : f32[2,3]
              %a = Unsqueeze(%x) axes=[0]
              %b = Unsqueeze(%a) axes=[0]
              %c = Unsqueeze(%b) axes=[-1]
              %d = Unsqueeze(%c) axes=[1]
              %y = Relu(%d)
              out %y
            """),
        ("onnxsim #1284: sums, shapes and functions of constants beside a computed value", """
            graph @constants
              in %x : f32[2,3,4]
              %zeros = ConstantOfShape() shape=[2,1,4] value=f32[1]=[0.5]
              %rows = Constant() value=f32[2,2,4]=[1,2,3,4,5,6,7,8,8,7,6,5,4,3,2,1]
              %all = Concat(%rows, %zeros) axis=1
              %flat = Reshape(%all) shape=[4,6]
              %turned = Transpose(%flat) perm=[1,0]
              %back = Reshape(%turned) shape=[2,3,4]
              %bent = Cos(%back)
              %a = Mul(%x, %bent)
              %b = Sub(%all, %a)
              %y = Cos(%b)
              out %y
              out %a
            """),
        ("onnxruntime #22177: padding before a pool that counts no padding", """
            graph @pool
              in %x : f32[N,2,5,5]
              %p = Pad(%x) pads=[0,0,1,1,0,0,1,1]
              %y = AveragePool(%p) kernel_shape=[3,3] strides=[2,2]
              out %y
            """),
        ("onnxruntime #18214: the same twice, one of them cast", """
            graph @twice
              in %x : f16[N,3]
              %a = Sigmoid(%x)
              %b = Sigmoid(%x)
              %c = Cast(%b) to=7
              out %a
              out %c
            """),
        ("onnx #8203: a scale of a normalization that makes its result larger", """
            graph @scale
              in %x : f32[1,1]
              const %two : f32[] = [2]
              const %small : f32[] = [0.00001]
              const %s : f32[2] = [0,3]
              %p = Pow(%x, %two)
              %m = ReduceMean(%p) axes=[-1]
              %e = Add(%m, %small)
              %r = Sqrt(%e)
              %d = Div(%x, %r)
              %y = Mul(%d, %s)
              out %y
            """),
        ("OnnxSlim #321: a pyramid as MXNet writes it, scaled up and cropped, its norms without their scale", """
            graph @pyramid
              in %x : f32[1,2,8,9]
              const %w : f32[3,2,3,3] = random(1)
              const %one : f32[3] = [1,1,1]
              const %h : f32[3] = random(2)
              const %m : f32[3] = random(3)
              const %v : f32[3] = positive(4)
              const %k : f32[3,3,3,3] = random(5)
              %a = Conv(%x, %w) kernel_shape=[3,3] pads=[1,1,1,1]
              %b = BatchNormalization(%a, %one, %h, %m, %v) epsilon=0.00002
              %c = Relu(%b)
              %d = Conv(%c, %k) kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]
              %e = Resize(%d) scales=[1.0,1.0,2.0,2.0] mode="nearest" coordinate_transformation_mode="asymmetric"
              %f = Slice(%e) starts=[0,0] ends=[8,9] axes=[2,3]
              %y = Add(%c, %f)
              out %y
            """),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(entry => entry.Name)];

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Names))]
    public void IsNotOurs(string name) => PeersCheck.Optimized(Cases.Single(entry => entry.Name == name).Text);

    /// <summary>onnxsim #500, optimizer #255: a right result is not refused because its numbers are large; 1e-4 of each number and 1e-5 would refuse it.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void RoundingOfLargeNumbersIsNoMistake()
    {
        var graph = GraphParser.Parse("""
            graph @deep
              in %x : f32[N,6,8,8]
              const %w : f32[6,6,3,3] = random(1)
              const %s : f32[6] = random(2)
              const %h : f32[6] = random(3)
              const %m : f32[6] = random(4)
              const %v : f32[6] = positive(5)
              const %large : f32[] = [1000]
              %z = Mul(%x, %large)
              %a = Conv(%z, %w) kernel_shape=[3,3] pads=[1,1,1,1]
              %y = BatchNormalization(%a, %s, %h, %m, %v)
              out %y
            """);
        var after = Pipelines.Optimize.Run(graph, new PassContext(new DiagnosticSink()));
        var inputs = new RandomInputs { Batch = 64, Seed = 7 }.For(graph);

        var (right, judged) = (new OrtExecutor().Run(graph, inputs.AsSpan())[0], new OrtExecutor().Run(after, inputs.AsSpan())[0]);

        Assert.Contains(right.ToDoubles().Zip(judged.ToDoubles()), pair => Math.Abs(pair.First - pair.Second) > 1e-5 + (1e-4 * Math.Abs(pair.First)));
        Assert.True(new EquivalenceCheck(new OrtExecutor()).Compare(graph, after, inputs).Passed);
    }

    /// <summary>onnxsim #101, #299: names of inputs and outputs are promises, and so are axes that may vary.</summary>
    [Fact]
    public void NamesOfInputsAndOutputsStay()
    {
        var graph = GraphParser.Parse("""
            graph @names
              in %picture : f32[N,3,4,4]
              %a = Identity(%picture)
              %b = Dropout(%a)
              %c = Relu(%b)
              %d = Identity(%c)
              out %d as scores
              out %c as hidden
            """);

        var after = Pipelines.Optimize.Run(graph, new PassContext(new DiagnosticSink()));

        Assert.Equal(["picture"], after.Inputs.Select(after.NameOf));
        Assert.Equal(["scores", "hidden"], after.Outputs.Select(output => output.Name));
        Assert.Equal(Dim.Named("N"), after.TypeOf(after.Outputs[0].Value)!.Shape[0]);
    }
}
