using DepthCompress.GraphIR;
using DepthCompress.Passes.Fitting;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>The statistics that the engine computes against sums written down one by one; integers, so that they are exact.</summary>
public sealed class GramCollectorTests
{
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("1x1", new[] { 5, 4 }, new[] { 1, 1 }, new[] { 1, 1 }, new[] { 0, 0, 0, 0 }, new[] { 1, 1 })]
    [InlineData("3x3 padded", new[] { 5, 6 }, new[] { 3, 3 }, new[] { 1, 1 }, new[] { 1, 1, 1, 1 }, new[] { 1, 1 })]
    [InlineData("strided", new[] { 7, 8 }, new[] { 3, 3 }, new[] { 2, 2 }, new[] { 1, 1, 1, 1 }, new[] { 1, 1 })]
    [InlineData("uneven strides", new[] { 7, 9 }, new[] { 3, 2 }, new[] { 2, 3 }, new[] { 0, 1, 2, 0 }, new[] { 1, 1 })]
    [InlineData("dilated", new[] { 8, 7 }, new[] { 3, 2 }, new[] { 1, 2 }, new[] { 2, 0, 1, 1 }, new[] { 2, 3 })]
    [InlineData("pads at the end", new[] { 6, 6 }, new[] { 4, 4 }, new[] { 2, 2 }, new[] { 0, 0, 2, 2 }, new[] { 1, 1 })]
    [InlineData("rows only", new[] { 9 }, new[] { 3 }, new[] { 2 }, new[] { 1, 0 }, new[] { 2 })]
    [InlineData("volume", new[] { 4, 3, 5 }, new[] { 2, 3, 2 }, new[] { 1, 1, 2 }, new[] { 0, 1, 0, 1, 1, 1 }, new[] { 1, 1, 2 })]
    public void SumsAreThoseOfEveryPatch(string name, int[] extent, int[] kernel, int[] strides, int[] pads, int[] dilations)
    {
        var window = Window.Of(Dims.Create(kernel), Dims.Create(strides), Dims.Create(pads), Dims.Create(dilations));
        var output = window.Slide(Shape.Of(Dims.Create(extent)))!.Value.ToDims()!.Value;
        ImmutableArray<(Tensor X, Tensor First, Tensor Second)> batches =
        [
            .. Enumerable.Range(1, 2).Select(
                batch => (Integers([batch, 3, .. extent], batch), Integers([batch, 2, .. output], 10 + batch),
                    Integers([batch, 1, .. output], 20 + batch))),
        ];
        using var collector = new GramCollector(new OrtExecutor(), [1, 3, .. extent], window, [2, 1], 1, seed: 0);
        var expected = new Sums(3 * window.KernelShape.Product, 3);
        foreach (var (x, first, second) in batches)
        {
            collector.Add(x, first, second);
            for (var position = 0; position < output.Product; position++)
            {
                expected.Add(x, [first, second], window, output, position);
            }
        }

        Assert.True(expected.Count == collector.Sums.Samples, name);
        Assert.Equal(expected.Gram, collector.Sums.Gram);
        Assert.Equal(expected.Cross, collector.Sums.Cross);
        Close(expected.FeatureSum, collector.Sums.FeatureSum);
        Close(expected.TargetSum, collector.Sums.TargetSum);
        Close(expected.TargetSquare, collector.Sums.TargetSquare);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OtherTargetsShareWhatIsKnownOfTheFeatures()
    {
        var window = Window.Of([3, 3], pads: [1, 1, 1, 1]);
        var (x, z) = (Integers([2, 2, 9, 4], 1), Integers([2, 3, 9, 4], 2));
        using var first = new GramCollector(new OrtExecutor(), [2, 2, 9, 4], window, [1], 0.4, seed: 5);
        using var whole = new GramCollector(new OrtExecutor(), [2, 2, 9, 4], window, [3], 0.4, seed: 5);
        first.Add(x, Integers([2, 1, 9, 4], 3));
        whole.Add(x, z);

        using var shared = new GramCollector(new OrtExecutor(), [2, 2, 9, 4], window, [3], 0.4, seed: 5, first.Sums);
        shared.Add(x, z);

        Assert.Equal(whole.Sums.Samples, shared.Sums.Samples);
        Assert.Equal(whole.Sums.Gram, shared.Sums.Gram);
        Assert.Equal(whole.Sums.Cross, shared.Sums.Cross);
        Assert.Equal(whole.Sums.FeatureSum, shared.Sums.FeatureSum);
        Assert.Equal(whole.Sums.TargetSquare, shared.Sums.TargetSquare);
    }

    /// <summary>Half of five rows are three: some three, all of each.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void SampledRowsAreWholeRowsDrawnAnewForEveryBatch()
    {
        var window = Window.Of([3, 3], pads: [1, 1, 1, 1]);
        var (x, z) = (Integers([2, 2, 5, 4], 1), Integers([2, 2, 5, 4], 2));
        var drawn = new List<string>();
        for (var seed = 0; seed < 4; seed++)
        {
            using var collector = new GramCollector(new OrtExecutor(), [2, 2, 5, 4], window, [2], 0.5, seed);
            collector.Add(x, z);
            Assert.Equal(2 * 3 * 4, collector.Sums.Samples);
            var match = Assert.Single(Triples(), rows =>
            {
                var sums = new Sums(18, 2);
                foreach (var position in Enumerable.Range(0, 20).Where(position => rows.Contains(position / 4)))
                {
                    sums.Add(x, [z], window, [5, 4], position);
                }

                return sums.Gram.SequenceEqual(collector.Sums.Gram) && sums.Cross.SequenceEqual(collector.Sums.Cross);
            });
            drawn.Add(string.Join(',', match));
        }

        Assert.NotEqual(1, drawn.Distinct().Count());
    }

    private static IEnumerable<int[]> Triples() =>
        from a in Enumerable.Range(0, 5)
        from b in Enumerable.Range(a + 1, 4 - a)
        from c in Enumerable.Range(b + 1, 4 - b)
        select new[] { a, b, c };

    private static Tensor Integers(Dims shape, int seed) => SeededData.Random(new TensorType(ElementType.Int32, Shape.Of(shape)), seed)
        .ConvertTo(ElementType.Float32);

    private static void Close(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * (1 + Math.Abs(pair.First))));

    /// <summary>By definition, in double precision: features are (tap, channel).</summary>
    private sealed class Sums(int features, int outputs)
    {
        public double[] Gram { get; } = new double[features * features];

        public double[] Cross { get; } = new double[outputs * features];

        public double[] FeatureSum { get; } = new double[features];

        public double[] TargetSum { get; } = new double[outputs];

        public double[] TargetSquare { get; } = new double[outputs];

        public double Count { get; private set; }

        public void Add(Tensor x, Tensor[] targets, Window window, Dims output, int position)
        {
            var place = Indices(position, output);
            for (var sample = 0; sample < x.Shape[0]; sample++)
            {
                var n = sample;
                double[] u =
                [
                    .. from tap in Enumerable.Range(0, window.KernelShape.Product)
                       let taps = Indices(tap, window.KernelShape)
                       from channel in Enumerable.Range(0, x.Shape[1])
                       select At(x, n, channel, [.. place.Select(
                           (at, axis) => (at * window.Strides[axis]) + (taps[axis] * window.Dilations[axis]) - window.PadBegin(axis))]),
                ];
                double[] z = [.. targets.SelectMany(
                    target => Enumerable.Range(0, target.Shape[1]).Select(channel => At(target, n, channel, place)))];
                Count++;
                for (var i = 0; i < u.Length; i++)
                {
                    FeatureSum[i] += u[i];
                    for (var j = 0; j < u.Length; j++)
                    {
                        Gram[(i * u.Length) + j] += u[i] * u[j];
                    }
                }

                for (var o = 0; o < z.Length; o++)
                {
                    TargetSum[o] += z[o];
                    TargetSquare[o] += z[o] * z[o];
                    for (var i = 0; i < u.Length; i++)
                    {
                        Cross[(o * u.Length) + i] += z[o] * u[i];
                    }
                }
            }
        }

        private static int[] Indices(int position, Dims shape)
        {
            var indices = new int[shape.Count];
            for (var axis = shape.Count - 1; axis >= 0; axis--)
            {
                (indices[axis], position) = (position % shape[axis], position / shape[axis]);
            }

            return indices;
        }

        private static double At(Tensor map, int sample, int channel, int[] place)
        {
            var offset = (sample * map.Shape[1]) + channel;
            for (var axis = 0; axis < place.Length; axis++)
            {
                if (place[axis] < 0 || place[axis] >= map.Shape[axis + 2])
                {
                    return 0;
                }

                offset = (offset * map.Shape[axis + 2]) + place[axis];
            }

            return map.AsSpan<float>()[offset];
        }
    }
}
