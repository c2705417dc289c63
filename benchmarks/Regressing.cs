using BenchmarkDotNet.Attributes;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Benchmarks;

/// <summary>The solve behind one fitted convolution: 3x3 over 64 channels is a regression on 576 features.</summary>
[MemoryDiagnoser]
public class Regressing
{
    private const int Taps = 9;
    private GramSums _sums = new(1, 1);

    /// <summary>Channels on both sides.</summary>
    [Params(16, 64)]
    public int Channels { get; set; }

    /// <summary>Sums over random samples, half as many again as features, so that the matrix is regular.</summary>
    [GlobalSetup]
    public void Draw()
    {
        var random = new Random(20260711);
        var features = Taps * Channels;
        var samples = features * 3 / 2;
        var (rows, targets) = (Numbers(random, samples * features), Numbers(random, samples * Channels));
        _sums = new GramSums(features, Channels);
        _sums.AddFeatures(Products(rows, features, rows, features, samples), Means(rows, features, samples), samples);
        var squares = Array.ConvertAll(targets, number => number * number);
        _sums.AddTargets(Products(targets, Channels, rows, features, samples), Means(targets, Channels, samples), Means(squares, Channels, samples), samples);
    }

    /// <summary>Centering, Cholesky, substitution, residual.</summary>
    [Benchmark]
    public RidgeSolver.Solution Ridge() => RidgeSolver.Solve(_sums, lambda: 1e-4);

    private static float[] Numbers(Random random, int count)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = (2 * random.NextSingle()) - 1;
        }

        return numbers;
    }

    /// <summary>Σ left rightᵀ over samples, [wide, high].</summary>
    private static float[] Products(float[] left, int wide, float[] right, int high, int samples)
    {
        var sums = new float[wide * high];
        for (var sample = 0; sample < samples; sample++)
        {
            for (var i = 0; i < wide; i++)
            {
                for (var j = 0; j < high; j++)
                {
                    sums[(i * high) + j] += left[(sample * wide) + i] * right[(sample * high) + j];
                }
            }
        }

        return sums;
    }

    private static float[] Means(float[] numbers, int columns, int samples)
    {
        var means = new float[columns];
        for (var i = 0; i < numbers.Length; i++)
        {
            means[i % columns] += numbers[i] / samples;
        }

        return means;
    }
}
