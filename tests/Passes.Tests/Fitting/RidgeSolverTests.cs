using DepthCompress.GraphIR;
using DepthCompress.Passes.Fitting;
using FsCheck;
using FsCheck.Fluent;

namespace DepthCompress.Passes.Tests;

/// <summary>Regressions against the augmented normal equations, solved by elimination.</summary>
public sealed class RidgeSolverTests
{
    private static readonly Gen<(int Features, int Outputs, int Seed, double Lambda, bool Prior)> Cases =
        from features in Gen.Choose(1, 12)
        from outputs in Gen.Choose(1, 3)
        from seed in Gen.Choose(1, 10000)
        from lambda in Gen.Elements(1e-6, 1e-4, 0.01, 1)
        from prior in ArbMap.Default.GeneratorFor<bool>()
        select (features, outputs, seed, lambda, prior);

    [Fact]
    public void WeightsAndInterceptMinimizeSquaresPlusPenalty() => Prop.ForAll(Arb.From(Cases), it =>
    {
        var data = new Data(it.Features, it.Outputs, samples: 64, it.Seed);
        var prior = it.Prior ? Enumerable.Range(0, it.Outputs * it.Features).Select(i => Math.Sin(i)).ToArray() : null;

        var solution = RidgeSolver.Solve(data.Sums, it.Lambda, prior);

        for (var output = 0; output < it.Outputs; output++)
        {
            var expected = data.Solve(output, it.Lambda, prior?[(output * it.Features)..((output + 1) * it.Features)]);
            for (var feature = 0; feature < it.Features; feature++)
            {
                Assert.Equal(expected[feature], solution.Weights[(output * it.Features) + feature], 1e-6);
            }

            Assert.Equal(expected[^1], solution.Intercept[output], 1e-6);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e308)]
    public void WhatIsNoNumberIsRefused(double value)
    {
        var data = new Data(3, 2, samples: 8, seed: 1);
        data.Sums.Gram[4] = value;
        data.Sums.Gram[0] = value;

        var refusal = Assert.Throws<DiagnosticException>(() => RidgeSolver.Solve(data.Sums, 1e-4));

        Assert.Equal("DC3243", refusal.Diagnostic.Descriptor.Code);
    }

    [Fact]
    public void ResidualAndVarianceAreThoseOfTheSamples() => Prop.ForAll(Arb.From(Cases), it =>
    {
        var data = new Data(it.Features, it.Outputs, samples: 64, it.Seed);

        var solution = RidgeSolver.Solve(data.Sums, it.Lambda);

        var (residual, variance) = data.Errors(solution);
        Assert.Equal(residual, solution.Residual, 1e-6 * variance);
        Assert.Equal(variance, solution.Variance, 1e-6 * variance);
        Assert.Equal(residual / variance, solution.RelativeError, 1e-6);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void DependentFeaturesAreNoObstacle()
    {
        var data = new Data(4, 2, samples: 32, seed: 3, duplicate: true);

        var solution = RidgeSolver.Solve(data.Sums, lambda: 0);

        var best = data.Errors(RidgeSolver.Solve(data.Sums, lambda: 1e-9)).Residual;
        Assert.All(solution.Weights, weight => Assert.True(double.IsFinite(weight)));
        Assert.Equal(best, data.Errors(solution).Residual, 1e-5 * solution.Variance);
    }

    [Fact]
    public void WithoutDataThePriorRemains()
    {
        var sums = new GramSums(2, 1);
        sums.AddFeatures([0, 0, 0, 0], [0, 0], 16);
        sums.AddTargets([0, 0], [3], [9], 16);

        var solution = RidgeSolver.Solve(sums, 1e-4, [0.5, -2]);

        Assert.Equal([0.5, -2], solution.Weights);
        Assert.Equal([3.0], solution.Intercept);
        Assert.Equal(0, solution.RelativeError);
    }

    [Fact]
    public void AStrongPenaltyLeavesThePriorAndTheMean()
    {
        var data = new Data(3, 1, samples: 32, seed: 5);

        var solution = RidgeSolver.Solve(data.Sums, 1e12, [1, 2, 3]);

        Assert.All(solution.Weights.Zip([1.0, 2, 3]), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    [Fact]
    public void SumsOfPartsAreTheSumsOfTheWhole()
    {
        var data = new Data(5, 3, samples: 16, seed: 9);

        var part = data.Sums.Select([4, 1], 1..3);

        Assert.Equal((2, 2, 16.0), (part.Features, part.Outputs, part.Samples));
        Assert.Equal([data.Sums.Gram[24], data.Sums.Gram[21], data.Sums.Gram[9], data.Sums.Gram[6]], part.Gram);
        Assert.Equal([data.Sums.Cross[9], data.Sums.Cross[6], data.Sums.Cross[14], data.Sums.Cross[11]], part.Cross);
        Assert.Equal([data.Sums.FeatureSum[4], data.Sums.FeatureSum[1]], part.FeatureSum);
        Assert.Equal(data.Sums.TargetSum[1..], part.TargetSum);
        Assert.Equal(data.Sums.TargetSquare[1..], part.TargetSquare);
    }

    /// <summary>Integers, so that single-precision sums over a power of two of samples are exact.</summary>
    private sealed class Data
    {
        private readonly int samples;
        private readonly double[][] u;
        private readonly double[][] z;

        public Data(int features, int outputs, int samples, int seed, bool duplicate = false)
        {
            this.samples = samples;
            var random = new SeededData(seed);
            u = [.. Enumerable.Range(0, samples)
                .Select(_ => Enumerable.Range(0, features).Select(_ => (double)random.Next(17) - 8).ToArray())];
            if (duplicate)
            {
                Array.ForEach(u, row => row[1] = row[0]);
            }

            z = [.. u.Select(row => Enumerable.Range(0, outputs).Select(output => Math.Round(row.Sum() * (output + 1)) + random.Next(9))
                .ToArray())];
            Sums = new GramSums(features, outputs);
            Sums.AddFeatures(Products(u, u), Means(u, 1), samples);
            Sums.AddTargets(Products(z, u), Means(z, 1), Means(z, 2), samples);
        }

        public GramSums Sums { get; }

        /// <summary>[G + μ I, s; sᵀ, n] [w; b] = [h + μ w₀; t] without centering.</summary>
        public double[] Solve(int output, double lambda, double[]? prior)
        {
            var features = u[0].Length;
            var mean = Enumerable.Range(0, features).Select(i => u.Average(row => row[i])).ToArray();
            var shrink = lambda * Enumerable.Range(0, features).Sum(i => u.Sum(row => (row[i] - mean[i]) * (row[i] - mean[i]))) / features;
            var matrix = new double[features + 1, features + 1];
            var right = new double[features + 1];
            for (var i = 0; i <= features; i++)
            {
                for (var j = 0; j <= features; j++)
                {
                    matrix[i, j] = u.Sum(row => Padded(row, i) * Padded(row, j)) + (i == j && i < features ? shrink : 0);
                }

                right[i] = Enumerable.Range(0, samples).Sum(n => Padded(u[n], i) * z[n][output])
                    + (i < features ? shrink * (prior?[i] ?? 0) : 0);
            }

            return Elimination.Solve(matrix, right);
        }

        public (double Residual, double Variance) Errors(RidgeSolver.Solution solution)
        {
            var (features, residual, variance) = (u[0].Length, 0.0, 0.0);
            for (var output = 0; output < z[0].Length; output++)
            {
                var mean = z.Average(row => row[output]);
                for (var n = 0; n < samples; n++)
                {
                    var answer = solution.Intercept[output]
                        + Enumerable.Range(0, features).Sum(i => solution.Weights[(output * features) + i] * u[n][i]);
                    (residual, variance) = (residual + Math.Pow(z[n][output] - answer, 2), variance + Math.Pow(z[n][output] - mean, 2));
                }
            }

            return (residual / samples, variance / samples);
        }

        private static double Padded(double[] row, int index) => index < row.Length ? row[index] : 1;

        private static float[] Products(double[][] left, double[][] right) =>
            [.. from i in Enumerable.Range(0, left[0].Length)
                from j in Enumerable.Range(0, right[0].Length)
                select (float)left.Zip(right, (a, b) => a[i] * b[j]).Sum()];

        private static float[] Means(double[][] rows, double power) =>
            [.. Enumerable.Range(0, rows[0].Length).Select(i => (float)rows.Average(row => Math.Pow(row[i], power)))];
    }
}
