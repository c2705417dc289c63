// Looks at a model, makes it faster, and says what came of it. Ctrl+C stops; what was measured is kept.
using DepthCompress;
using DepthCompress.GraphIR;

if (args is not [var path, var output, .. var more])
{
    Console.Error.WriteLine("usage: console MODEL.onnx OUTPUT.onnx [SPEEDUP] [DATA] [PREPROCESS]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};

try
{
    var model = NetworkModel.Load(path);
    var inspection = model.Inspect();
    Console.WriteLine($"{path}: depth {inspection.Original.Depth}, {inspection.Original.Parameters} parameters, "
        + $"{inspection.Chains.Length} chain(s), {inspection.Candidates.Values.Sum()} candidates");

    var options = new CompressOptions
    {
        // What is not said here may be said in a settings file.
        Config = File.Exists("depthcompress.json") ? "depthcompress.json" : null,

        // Noise serves to try it out; images of the kind that the model will see serve better.
        Data = more.ElementAtOrDefault(1),
        Preprocess = more.ElementAtOrDefault(2),
        Speedup = more is [var speedup, ..] ? double.Parse(speedup, System.Globalization.CultureInfo.InvariantCulture) : 1.2,
        Output = output,
        PlanFile = Path.ChangeExtension(output, ".plan.json"),
        Reports = [Path.ChangeExtension(output, ".html")],
        KeepOriginal = true,
        Force = true,
    };
    var result = await model.CompressAsync(options, new Lines(), stop.Token);
    Console.WriteLine($"{result.Verdict}: {result.Explanation}");
    Console.WriteLine($"{result.Latency.Speedup:0.00} times as fast ({result.Latency.SpeedupLow:0.00} to {result.Latency.SpeedupHigh:0.00}), "
        + $"{result.Quality[0].Metric} {result.Quality[0].Before:0.000} -> {result.Quality[0].After:0.000}");
    Console.WriteLine($"written: {result.Output}");
    return result.IsBetter ? 0 : 1;
}
catch (DiagnosticException problem)
{
    Console.Error.WriteLine(problem.Diagnostic.ToLine(path));
    return 3;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("stopped");
    return 130;
}

/// <summary>A line at the end of every stage.</summary>
internal sealed class Lines : IProgress<CompressionProgress>
{
    public void Report(CompressionProgress step)
    {
        if (step.IsFinished)
        {
            Console.WriteLine($"  {step.Stage}: {step.Elapsed.TotalSeconds:0.0} s");
        }
    }
}
