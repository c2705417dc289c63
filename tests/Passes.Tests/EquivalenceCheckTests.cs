using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

public sealed class EquivalenceCheckTests
{
    private static readonly EquivalenceCheck Check = new(new OrtExecutor());

    [NeedsFact(Need.OnnxRuntime)]
    public void ANetworkEqualsItselfReadTwice()
    {
        var report = Compare(Network("0.5"), Network("0.5"));

        var output = Assert.Single(report.Outputs);
        Assert.True(report.Passed);
        Assert.Null(report.WhyNoReference);
        Assert.Empty(report.SinglePrecision);
        Assert.Equal("y", output.Name);
        Assert.Equal(0, output.MaxAbsolute);
        Assert.Equal(output.OwnError, output.Error);
        Assert.InRange(output.OwnError, 1e-12, 1e-5);
    }

    /// <summary>Found by differential fuzzing: a part in half precision rounds as such, also where its results are widened again.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void APartInHalfPrecisionIsJudgedAsSuch()
    {
        var network = GraphParser.Parse("""
            graph @half
              in %x : f32[2,3,4,4]
              const %w : f16[4,3,1,1] = random(1)
              const %s : f16[4] = random(2)
              const %h : f16[4] = random(3)
              const %m : f16[4] = random(4)
              const %v : f16[4] = positive(5)
              %a = Cast(%x) to=10
              %b = Conv(%a, %w) kernel_shape=[1,1]
              %c = BatchNormalization(%b, %s, %h, %m, %v)
              %y = Cast(%c) to=1
              out %y
            """);

        var report = Compare(network, Pipelines.Optimize.Run(network, new PassContext(new DiagnosticSink())));

        Assert.True(report.Passed, string.Join('\n', report.Failures.Select(failure => failure.Message)));
        Assert.Null(report.WhyNoReference);
        Assert.InRange(report.Outputs[0].OwnError, 1e-5, 1e-2);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ASlightlyOtherNetworkFails()
    {
        var report = Compare(Network("0.5"), Network("0.50001"));

        Assert.False(report.Passed);
        Assert.Equal("DC5002", Assert.Single(report.Failures).Descriptor.Code);
        Assert.InRange(report.Outputs[0].MaxAbsolute, 1e-7, 1e-4);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheSameObjectNeedsNoRun()
    {
        var graph = Network("0.5");

        var report = Compare(graph, graph);

        Assert.True(report.Passed);
        Assert.Equal(0, report.Runs);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void NotANumberEqualsOnlyItself()
    {
        Assert.True(Compare(Division("[0,1]"), Division("[0,1]")).Passed);

        var report = Compare(Division("[0,1]"), Division("[1,1]"));

        Assert.False(report.Passed);
        Assert.Equal("NaN became 0", report.Outputs[0].Mismatch);
        Assert.Equal("output 'y' does not agree with the original: NaN became 0", Assert.Single(report.Failures).Message);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void IntegersAreEqualOrWrong()
    {
        Assert.True(Compare(Cast("[1.5,2.5]"), Cast("[1.25,2.75]")).Passed);
        Assert.False(Compare(Cast("[1.5,2.5]"), Cast("[1.5,3.5]")).Passed);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void InputsMayComeInAnotherOrder()
    {
        var one = GraphParser.Parse("graph @g\n in %a : f32[2]\n in %b : f32[2]\n %y = Sub(%a, %b)\n out %y");
        var other = GraphParser.Parse("graph @g\n in %b : f32[2]\n in %a : f32[2]\n %y = Sub(%a, %b)\n out %y");

        Assert.True(Compare(one, other).Passed);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void MissingOutputsAreToldByName()
    {
        var other = GraphParser.Parse("graph @g\n in %x : f32[N,2]\n %z = Relu(%x)\n out %z");

        var error = Assert.Throws<DiagnosticException>(() => Compare(Cast("[1,2]"), other));

        Assert.Equal("the models cannot be compared: only the original has an output 'y'", error.Message);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WithoutAReferenceTheResponseToRoundingIsTheMeasure()
    {
        var graph = GraphParser.Parse("graph @g\n in %x : f32[2,8]\n %u = ?Sqrt(%x)\n %y = Relu(%u)\n out %y");
        var same = GraphParser.Parse("graph @g\n in %x : f32[2,8]\n %u = ?Sqrt(%x)\n %y = Relu(%u)\n out %y");
        ImmutableArray<Tensor> inputs = [SeededData.Positive(new TensorType(ElementType.Float32, [2, 8]), 1)];

        var report = Check.Compare(graph, same, inputs);

        Assert.NotNull(report.WhyNoReference);
        Assert.True(report.Passed);
        Assert.InRange(report.Outputs[0].OwnError, 1e-9, 1e-6);
    }

    [Fact]
    public void RandomInputsGiveAxesOfOneNameOneSize()
    {
        var graph = GraphParser.Parse(
            "graph @g\n in %a : f32[N,3,H,W]\n in %b : f32[N,H]\n %y = Relu(%a)\n %z = Relu(%b)\n out %y\n out %z");

        var inputs = new RandomInputs { Batch = 2, Extent = 16 }.For(graph);

        Assert.Equal([2, 3, 16, 16], inputs[0].Shape);
        Assert.Equal([2, 16], inputs[1].Shape);
        Assert.True(inputs[0].ContentEquals(new RandomInputs { Batch = 2, Extent = 16 }.For(graph)[0]));
        Assert.False(inputs[0].ContentEquals(new RandomInputs { Batch = 2, Extent = 16, Seed = 2 }.For(graph)[0]));
    }

    [Theory]
    [InlineData("GlobalAveragePool(%a)", 96)]
    [InlineData("AveragePool(%a) kernel_shape=[192,192]", 192)]
    public void LargeImagesAreHalvedWhereTheNetworkTakesThem(string pool, int extent)
    {
        var graph = GraphParser.Parse(
            $"""
            graph @g
              in %x : f32[N,3,192,192]
              const %w : f32[5,3] = random(1)
              %a = Relu(%x)
              %b = {pool}
              %c = Flatten(%b)
              %y = Gemm(%c, %w) transB=1
              out %y
            """);

        Assert.Equal([1, 3, extent, extent], new RandomInputs().For(graph)[0].Shape);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void InputsNeedNotHaveTheStatedExtent()
    {
        var graph = GraphParser.Parse("graph @g\n in %x : f32[1,3,40,40]\n %a = Relu(%x)\n %y = GlobalAveragePool(%a)\n out %y");
        var other = GraphParser.Parse("graph @g\n in %x : f32[1,3,40,40]\n %a = Relu(%x)\n %y = ReduceMean(%a) axes=[2,3]\n out %y");

        var report = Check.Compare(graph, other, [SeededData.Random(new TensorType(ElementType.Float32, [1, 3, 20, 20]), 1)]);

        Assert.True(report.Passed);
        Assert.Null(report.WhyNoReference);
    }

    private static VerificationReport Compare(Graph original, Graph changed) =>
        Check.Compare(original, changed, new RandomInputs { Batch = 2 }.For(original));

    private static Graph Network(string factor) => GraphParser.Parse(
        $"""
        graph @net
          in %x : f32[N,4,9,9]
          const %w : f32[8,4,3,3] = random(1)
          const %k : f32[1] = [{factor}]
          %a = Conv(%x, %w) kernel_shape=[3,3] strides=[2,2] pads=[1,0,1,2]
          %b = Mul(%a, %k)
          %c = HardSwish(%b)
          %d = AveragePool(%c) kernel_shape=[3,2] pads=[1,0,0,1] strides=[2,1]
          %y = Sigmoid(%d)
          out %y
        """);

    private static Graph Division(string divisor) => GraphParser.Parse(
        $"graph @g\n in %x : f32[N,2]\n const %k : f32[2] = {divisor}\n %z = Sub(%x, %x)\n %y = Div(%z, %k)\n out %y");

    private static Graph Cast(string numbers) => GraphParser.Parse(
        $"graph @g\n in %x : f32[N,2]\n const %k : f32[2] = {numbers}\n %a = Sub(%x, %x)\n %b = Add(%a, %k)\n %y = Cast(%b) to=7\n out %y");
}
