using System.Text.Json;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Reads layers, skips and numbers of the golden merge cases.</summary>
internal static class GoldenSegment
{
    /// <summary>The cases of one section of a golden file, by name.</summary>
    public static TheoryData<string> Names(string file, string section, string name)
    {
        var names = new TheoryData<string>();
        if (SharedFolder.Golden is not null)
        {
            names.AddRange([.. Read(file, section).Select(entry => entry.GetProperty(name).GetString()!)]);
        }

        return names;
    }

    public static JsonElement Find(string file, string section, string name, string value) =>
        Read(file, section).Single(entry => entry.GetProperty(name).GetString() == value);

    /// <summary>All numbers of a flat or nested list.</summary>
    public static double[] Numbers(JsonElement element) => element.ValueKind is JsonValueKind.Array
        ? [.. element.EnumerateArray().SelectMany(Numbers)]
        : [element.GetDouble()];

    /// <summary>The sizes of a nested list, outermost first.</summary>
    public static Dims ShapeOf(JsonElement element) => element.ValueKind is JsonValueKind.Array
        ? [element.GetArrayLength(), .. ShapeOf(element[0])]
        : [];

    public static Dims Sizes(JsonElement element) => Dims.Create([.. element.EnumerateArray().Select(size => size.GetInt32())]);

    public static Tensor Feature(JsonElement numbers, Dims shape) => Tensor.Create<double>(shape, Numbers(numbers));

    /// <summary>A convolution of two axes, the batch norm behind it folded in, if it has one.</summary>
    public static ConvKernel Convolution(
        double[] weight, Dims shape, double[]? bias, int groups, int stride, Dims pads, int dilation, JsonElement norm)
    {
        var kernel = new ConvKernel
        {
            Weight = Tensor.Create<double>(shape, weight),
            Bias = Tensor.Create<double>([shape[0]], bias ?? new double[shape[0]]),
            Window = Window.Of(shape[2..], Dims.Repeat(stride, 2), pads, Dims.Repeat(dilation, 2)),
            Groups = groups,
        };
        return norm.ValueKind is JsonValueKind.Object ? kernel.Then(Normalization(norm)) : kernel;
    }

    /// <summary>A batch norm at inference.</summary>
    public static ConvKernel Normalization(JsonElement norm)
    {
        double[] Of(string name) => Numbers(norm.GetProperty(name));
        var (gamma, beta, mean, variance, epsilon) = (Of("gamma"), Of("beta"), Of("mean"), Of("var"), norm.GetProperty("eps").GetDouble());
        var scale = gamma.Zip(variance, (factor, spread) => factor / Math.Sqrt(spread + epsilon)).ToArray();
        return ConvKernel.Channelwise(scale, [.. beta.Select((shift, channel) => shift - (scale[channel] * mean[channel]))], rank: 2);
    }

    /// <summary>The layers with identity shortcuts around [source, target) pairs of them; a layer that was dropped is null.</summary>
    public static AffineMap Tree(IReadOnlyList<ConvKernel?> layers, IReadOnlyList<(int Source, int Target)> skips, int channels) =>
        Between(0, layers.Count, layers, skips, channels);

    public static (int Source, int Target)[] Skips(JsonElement element) =>
        [.. element.EnumerateArray().Select(skip => (skip[0].GetInt32(), skip[1].GetInt32()))];

    /// <summary>The kernel with all groups and dilations written out: [outputs, inputs, kernel …].</summary>
    public static Tensor Dense(ConvKernel kernel)
    {
        var reach = Dims.Create([.. Enumerable.Range(0, kernel.Rank).Select(kernel.Window.Reach)]);
        var window = Window.Of(reach, kernel.Window.Strides, kernel.Window.Pads);
        var zeros = new ConvKernel
        {
            Weight = Tensor.Zeros(ElementType.Float64, [kernel.Outputs, kernel.Inputs, .. reach]),
            Bias = Tensor.Zeros(ElementType.Float64, [kernel.Outputs]),
            Window = window,
        };
        var dense = kernel.Plus(zeros);
        Assert.Equal(window, dense.Window);
        return dense.Weight;
    }

    public static void AssertClose(double[] expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Count);
        var values = actual.AsSpan<double>();
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - values[i]) <= tolerance, $"element {i}: expected {expected[i]:R}, got {values[i]:R}");
        }
    }

    private static AffineMap Between(
        int start, int end, IReadOnlyList<ConvKernel?> layers, IReadOnlyList<(int Source, int Target)> skips, int channels)
    {
        var steps = new List<AffineMap>();
        for (var position = start; position < end;)
        {
            var width = steps.Count == 0 ? channels : steps[^1].Outputs;
            var inside = skips.Where(skip => skip.Source == position && skip.Target <= end);
            var skip = inside.OrderByDescending(skip => skip.Target).FirstOrDefault((Source: -1, Target: -1));
            if (skip.Source < 0)
            {
                steps.AddRange(layers[position] is { } layer ? [layer] : Array.Empty<AffineMap>());
                position++;
                continue;
            }

            var branch = Between(position, skip.Target, layers, [.. skips.Where(other => other != skip)], width);
            steps.Add(AffineMap.Added(branch, ConvKernel.Identity(width, 2)));
            position = skip.Target;
        }

        return steps.Count == 0 ? ConvKernel.Identity(channels, 2) : AffineMap.Chain([.. steps]);
    }

    private static IEnumerable<JsonElement> Read(string file, string section)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.GoldenFile(file)));
        return [.. document.RootElement.GetProperty(section).EnumerateArray().Select(entry => entry.Clone())];
    }
}
