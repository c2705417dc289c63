using System.Diagnostics;
using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Benchmarks;

/// <summary>
/// Verdicts on a quiet machine, and on one whose cores a second process keeps busy: a network against itself, against one that takes 3 % longer, and
/// against one that is 30 % faster, over and over. Counts which verdicts were right, and which were wrong.
/// </summary>
internal static class Noise
{
    /// <summary>Runs of the network in what counts as one call: the second network of a pair runs it more or less often.</summary>
    private const int Runs = 100;

    private static readonly LatencySettings Measurement =
        new() { MaxSeconds = 0.4, MinRounds = 15, WarmUpSeconds = 0.01, SampleSeconds = 0.002 };

    private static readonly ImmutableArray<(string Name, int Runs)> Pairs = [("the same", Runs), ("3 % slower", 103), ("30 % faster", 77)];

    /// <summary>Runs a campaign.</summary>
    /// <param name="trials">Comparisons of each kind.</param>
    internal static void Run(int trials)
    {
        Growth.Head("the second network is", "machine", "called faster", "called slower", "no difference told", "too noisy", "wrong", "median ratio");
        Count(trials, "quiet");
        using var load = Load();
        try
        {
            Count(trials, "loaded");
        }
        finally
        {
            load.Kill();
        }
    }

    /// <summary>Starts the process that keeps every core busy.</summary>
    internal static Process Load() => Process.Start(new ProcessStartInfo(Environment.ProcessPath!, Spinning()))!;

    /// <summary>Keeps every core busy until it is killed.</summary>
    internal static void Spin() => Parallel.For(0, Environment.ProcessorCount, _ =>
    {
        while (true)
        {
            Thread.SpinWait(1_000);
        }
    });

    /// <summary>The words after the program: its own name, where that is the runtime's.</summary>
    private static IEnumerable<string> Spinning() =>
        [.. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : Array.Empty<string>(), "noise", "spin"];

    private static void Count(int trials, string machine)
    {
        using var session = new OrtExecutor().Open(Network());
        var input = Passes.Planning.InputTensors.Random(ElementType.Float32, [1, 8, 16, 16], 1);
        foreach (var (name, runs) in Pairs)
        {
            var comparisons = Enumerable.Range(1, trials).Select(seed =>
            {
                var found = new LatencyRun(Measurement with { Seed = seed }).Measure(
                    [calls => Time(session, input, calls * Runs), calls => Time(session, input, calls * runs)]);
                return LatencyComparison.Of(found[0], found[1], seed);
            }).ToList();
            Tell(name, machine, runs, comparisons);
        }
    }

    private static void Tell(string name, string machine, int runs, List<LatencyComparison> comparisons)
    {
        var (faster, slower) = (comparisons.Count(found => found.IsFaster), comparisons.Count(found => found.IsSlower));
        var noisy = comparisons.Count(found => found is { IsFaster: false, IsSlower: false, Noise: NoiseVerdict.TooNoisy });
        var wrong = runs < Runs ? slower : runs > Runs ? faster : faster + slower;
        var ratio = comparisons.Select(found => found.PairedSpeedup).Order().ElementAt(comparisons.Count / 2);
        Growth.Row(name, machine, $"{faster}", $"{slower}", $"{comparisons.Count - faster - slower - noisy}", $"{noisy}", $"{wrong}",
            ratio.ToString("0.000", CultureInfo.InvariantCulture));
    }

    private static double Time(IGraphSession session, Tensor input, int runs)
    {
        var start = Stopwatch.GetTimestamp();
        for (var run = 0; run < runs; run++)
        {
            _ = session.Run(input);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static Graph Network()
    {
        var (input, weight, result) = (new Value("input", new TensorType(ElementType.Float32, [1, 8, 16, 16])), new Value("weight"), new Value("result"));
        var node = new Node { Name = "layer", Op = new Conv { Window = Window.Of([1, 1]) }, Inputs = [input, weight], Outputs = [result] };
        return Graph.Create("layer", [input], [node], [new GraphOutput("result", result)],
            new Dictionary<Value, Tensor> { [weight] = Tensor.Build<float>([8, 8, 1, 1], numbers => numbers.Fill(0.5f)) });
    }
}
