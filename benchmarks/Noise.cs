using System.Diagnostics;
using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Benchmarks;

/// <summary>
/// Verdicts on a machine whose cores a second process keeps busy: a network against itself, and against one that is a few percent slower, over
/// and over. Counts how often the wrong one is called faster.
/// </summary>
internal static class Noise
{
    private static readonly LatencySettings Measurement = new() { MaxSeconds = 0.5, MinRounds = 15 };

    /// <summary>Runs a campaign.</summary>
    /// <param name="trials">Comparisons of each kind.</param>
    /// <param name="isLoaded">Whether a second process keeps every core busy.</param>
    internal static void Run(int trials, bool isLoaded)
    {
        using var load = isLoaded ? Load() : null;
        try
        {
            var (network, slower) = (Network(16), Network(17));
            Count("itself", trials, network, network);
            Count("a slower one, as the second", trials, network, slower);
            Count("a slower one, as the first", trials, slower, network);
        }
        finally
        {
            load?.Kill();
        }
    }

    /// <summary>Keeps every core busy until it is killed.</summary>
    internal static void Spin() => Parallel.For(0, Environment.ProcessorCount, _ =>
    {
        while (true)
        {
            Thread.SpinWait(1_000);
        }
    });

    private static void Count(string what, int trials, Graph first, Graph second)
    {
        var (faster, slower, noisy) = (0, 0, 0);
        var ratios = new List<double>();
        for (var trial = 0; trial < trials; trial++)
        {
            var probe = new OrtLatencyProbe(new OrtSettings(), Measurement with { Seed = trial + 1 });
            var found = probe.Measure([RequestFor(first), RequestFor(second)]);
            var comparison = LatencyComparison.Of(found[0], found[1], trial + 1);
            faster += comparison.IsFaster ? 1 : 0;
            slower += comparison.PairedHigh < 1 ? 1 : 0;
            noisy += comparison.Noise is NoiseVerdict.TooNoisy ? 1 : 0;
            ratios.Add(comparison.PairedSpeedup);
        }

        ratios.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: of {trials} the second was called faster {faster} times, slower {slower} times; too noisy {noisy} times; ratio {ratios[trials / 2]:0.000}"));
    }

    private static LatencyRequest RequestFor(Graph network) =>
        new(network, [Passes.Planning.InputTensors.Random(ElementType.Float32, [1, 3, 32, 32], 1)]);

    private static Graph Network(int width) => new ResidualNetwork { Width = width }.Build();

    private static Process Load() => Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["noise", "spin"]))!;
}
