using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests;

/// <summary>Images with noise mixed in, and the steps that say how much.</summary>
public sealed class DataDiffusionTests
{
    private static readonly TensorType Images = new(ElementType.Float32, [Dim.Named("N"), 3, 8, 8]);
    private static readonly TensorType Steps = new(ElementType.Int64, [Dim.Named("N")]);

    [Fact]
    public void TheMixtureIsThatOfItsStep()
    {
        var source = DataSources.Open("synthetic:shapes10?count=40&size=8");
        var batch = Batches.Open(source, Preprocessing.Parse("ddpm"), 40)[0];
        var clean = Batches.Open(source, Preprocessing.Parse("scale=1/127.5;mean=1"), 40)[0].Input.AsSpan<float>().ToArray();
        var (mixed, noise, steps) = (batch.Input.AsSpan<float>().ToArray(), batch.Target!.AsSpan<float>().ToArray(), batch.Steps!.AsSpan<long>().ToArray());
        for (var i = 0; i < mixed.Length; i++)
        {
            var kept = Enumerable.Range(0, (int)steps[i / 192] + 1).Aggregate(1.0, (product, step) => product * (1 - 1e-4 - (0.0199 * step / 999)));
            Assert.Equal((Math.Sqrt(kept) * clean[i]) + (Math.Sqrt(1 - kept) * noise[i]), mixed[i], 1e-5);
        }

        Assert.Equal<Dims>([40], batch.Steps!.Shape);
        Assert.All(steps, step => Assert.InRange(step, 0, 999));
        Assert.True(steps.Distinct().Count() > 30);
        Assert.InRange(noise.Select(number => (double)number).Average(), -0.05, 0.05);
        Assert.InRange(noise.Select(number => (double)number * number).Average(), 0.95, 1.05);
    }

    [Fact]
    public void AnImagesStepDependsOnItsNumberAndTheSeedAlone()
    {
        var source = DataSources.Open("synthetic:shapes10?count=5&size=8");
        var alone = Batches.Open(source, Preprocessing.Parse("ddpm"), 1)[4];
        var together = Batches.Open(source, Preprocessing.Parse("ddpm"), 5)[0];
        var other = Batches.Open(source, Preprocessing.Parse("ddpm;seed=2"), 5)[0];

        Assert.Equal(alone.Input.AsSpan<float>(), together.Input.AsSpan<float>()[(4 * 192)..]);
        Assert.Equal(alone.Steps!.AsSpan<long>()[0], together.Steps!.AsSpan<long>()[4]);
        Assert.NotEqual(together.Steps!.AsSpan<long>().ToArray(), other.Steps!.AsSpan<long>().ToArray());
        Assert.Equal("ddpm", Preprocessing.Parse("scale=1/127.5;mean=1;diffuse=1000").ToString());
    }

    [Fact]
    public void TrainingDrawsAnotherStepEveryEpoch()
    {
        var stream = TrainingStream.Open(DataSources.Open("synthetic:shapes10?count=8&size=8"), Preprocessing.Parse("ddpm"), Augmentation.None);
        var batches = stream.From(0, 8, 1).Take(2).ToList();

        Assert.Equal(2, batches[0].Inputs.Length);
        Assert.Equal(batches[0].Inputs[0].Shape, batches[0].Target!.Shape);
        Assert.NotEqual(batches[0].Inputs[1].AsSpan<long>().ToArray(), batches[1].Inputs[1].AsSpan<long>().ToArray());
        Assert.Equal(batches[1].Inputs[1].AsSpan<long>().ToArray(), stream.From(1, 8, 1).First().Inputs[1].AsSpan<long>().ToArray());
    }

    [Fact]
    public void InputsAreFoundByTheirTypes()
    {
        var (image, step) = (Tensor.Zeros(ElementType.Float32, [2, 3, 8, 8]), Tensor.Create<long>([2], [3, 4]));
        var layout = InputLayout.Of(Preprocessing.Parse("ddpm"), [("t", Steps with { Element = ElementType.Int32 }), ("x", Images)]);

        Assert.Equal((1, 0), (layout.Image, layout.Step));
        Assert.Equal([ElementType.Int32, ElementType.Float32], layout.Arrange(image, step).Select(tensor => tensor.Element));
        Assert.Equal([3.0, 4], layout.Arrange(image, step)[0].ToDoubles());
    }

    [Fact]
    public void OtherInputsAreSaid()
    {
        Assert.Equal(
            "DC2108: the model has 2 inputs (x f32[N,3,8,8], t i64[N]), images can feed only one",
            Problem("raw", ("x", Images), ("t", Steps)));
        Assert.Equal(
            "DC2675: preprocessing 'ddpm' makes images and their steps of time, but the model takes x f32[N,3,8,8]",
            Problem("ddpm", ("x", Images)));
        Assert.Equal(
            "DC2675: preprocessing 'ddpm' makes images and their steps of time, but the model takes x f32[N,3,8,8], y f32[N]",
            Problem("ddpm", ("x", Images), ("y", Steps with { Element = ElementType.Float32 })));
    }

    private static string Problem(string preprocessing, params ReadOnlySpan<(string, TensorType?)> inputs)
    {
        ImmutableArray<(string, TensorType?)> all = [.. inputs];
        var diagnostic = Assert.Throws<DiagnosticException>(() => InputLayout.Of(Preprocessing.Parse(preprocessing), all)).Diagnostic;
        return $"{diagnostic.Descriptor.Code}: {diagnostic.Message}";
    }
}
