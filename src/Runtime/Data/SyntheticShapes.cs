namespace DepthCompress.Runtime.Data;

/// <summary>
/// Labeled images made from a seed: one of ten shapes, anywhere, at any angle, of any color that is brighter than the shaded and cluttered
/// background, with noise. Ten consecutive images hold one of each class. Every image depends on seed, split and number alone.
/// </summary>
internal sealed class SyntheticShapes(string name, int size, int count, int seed, double noise) : IImageSource
{
    private const int Clutter = 3;
    private const double LeastContrast = 60;
    private const double BrightestBackground = 135;

    public string Name => name;

    public int Count => count;

    public ImageShape Shape => new(3, size, size);

    public bool HasLabels => true;

    public ImmutableArray<string> ClassNames => ShapeOutlines.Names;

    /// <summary><c>synthetic:shapes10?split=test&amp;count=2000&amp;seed=1&amp;size=32&amp;noise=8</c>.</summary>
    public static IImageSource Open(SourceRequest request)
    {
        var options = request.Options;
        var size = options.Integer("size", 8, 1024) ?? 32;
        var count = options.Integer("count", 1, int.MaxValue) ?? 2000;
        var seed = options.Integer("seed", 0, int.MaxValue / 2) ?? 1;
        var split = options.Choice("split", "test", "train");
        var noise = options.Number("noise", 0, 128) ?? 8;
        options.Complete();
        return new SyntheticShapes(request.Name, size, count, (2 * seed) + (split == "train" ? 1 : 0), noise);
    }

    public int Label(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)count, nameof(index));
        var classes = ShapeOutlines.Names.Length;
        return SeededRandom.Of(seed, index / classes, 0x1abe1).Permutation(classes)[index % classes];
    }

    public void Read(int index, Span<float> pixels)
    {
        var label = Label(index);
        var random = SeededRandom.Of(seed, index, 0x5ba9e);
        var canvas = pixels[..Shape.Length];
        var back = Color(random);
        while (Luma(back) > BrightestBackground)
        {
            back = Color(random);
        }
        Shade(canvas, back, Color(random), random.Uniform(0, 2 * Math.PI));
        for (var i = 0; i < Clutter; i++)
        {
            var stroke = new Stamp(random, leastExtent: 0.04, mostExtent: 0.12, margin: 0);
            Draw(canvas, stroke, outline: random.Below(2) == 0 ? 0 : 8, Color(random));
        }

        var front = Color(random);
        while (Luma(front) < Luma(back) + LeastContrast)
        {
            front = Color(random);
        }

        Draw(canvas, new Stamp(random, leastExtent: 0.24, mostExtent: 0.42, margin: 0.3), label, front);
        for (var i = 0; i < canvas.Length; i++)
        {
            canvas[i] = Math.Clamp(MathF.Round(canvas[i] + (float)(noise * random.Gaussian())), 0, 255);
        }
    }

    private static (double R, double G, double B) Color(SeededRandom random) =>
        (random.Uniform(10, 245), random.Uniform(10, 245), random.Uniform(10, 245));

    private static double Luma((double R, double G, double B) color) => (0.299 * color.R) + (0.587 * color.G) + (0.114 * color.B);

    /// <summary>A gradient that goes a third of the way from one color to the other.</summary>
    private void Shade(Span<float> canvas, (double R, double G, double B) from, (double R, double G, double B) to, double angle)
    {
        var (sine, cosine) = Math.SinCos(angle);
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var along = ((((x + 0.5) / size) - 0.5) * cosine) + ((((y + 0.5) / size) - 0.5) * sine);
                Blend(canvas, (y * size) + x, from, 1);
                Blend(canvas, (y * size) + x, to, Math.Clamp((along + 0.7) / 1.4, 0, 1) / 3);
            }
        }
    }

    private void Draw(Span<float> canvas, Stamp stamp, int outline, (double R, double G, double B) color)
    {
        var pixelsPerUnit = stamp.Extent * size;
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var (u, v) = stamp.Locate((x + 0.5) / size, (y + 0.5) / size);
                if ((u * u) + (v * v) < 2.5)
                {
                    Blend(canvas, (y * size) + x, color, Math.Clamp(0.5 - (ShapeOutlines.Distance(outline, u, v) * pixelsPerUnit), 0, 1));
                }
            }
        }
    }

    private void Blend(Span<float> canvas, int pixel, (double R, double G, double B) color, double share)
    {
        var area = size * size;
        canvas[pixel] += (float)(share * (color.R - canvas[pixel]));
        canvas[area + pixel] += (float)(share * (color.G - canvas[area + pixel]));
        canvas[(2 * area) + pixel] += (float)(share * (color.B - canvas[(2 * area) + pixel]));
    }

    /// <summary>Where a shape stands, how large and how turned; in parts of the image.</summary>
    private readonly struct Stamp(SeededRandom random, double leastExtent, double mostExtent, double margin)
    {
        private readonly double centerX = random.Uniform(margin, 1 - margin);
        private readonly double centerY = random.Uniform(margin, 1 - margin);
        private readonly (double Sine, double Cosine) turn = Math.SinCos(random.Uniform(0, 2 * Math.PI));

        public double Extent { get; } = random.Uniform(leastExtent, mostExtent);

        public (double U, double V) Locate(double x, double y)
        {
            var (dx, dy) = ((x - centerX) / Extent, (y - centerY) / Extent);
            return ((dx * turn.Cosine) + (dy * turn.Sine), (dy * turn.Cosine) - (dx * turn.Sine));
        }
    }
}
