using DepthCompress.Training;

namespace DepthCompress.Tool.Tests.Documents;

/// <summary>The C# of docs/library.md: compiled here, never run. The tests of the library run the like.</summary>
internal static class LibrarySnippets
{
    internal static async Task Compress(CancellationToken cancellation)
    {
        var model = NetworkModel.Load("model.onnx");
        var result = await model.CompressAsync(
            new CompressOptions { Data = "npy:images.npy", Preprocess = "unit", Speedup = 1.5, MaxDrop = 0.01 },
            new Progress<CompressionProgress>(step => Console.WriteLine($"{step.Stage} {step.Done}/{step.Total}")),
            cancellation);

        Console.WriteLine($"{result.Verdict}: {result.Explanation}");
        var speed = result.Latency;
        Console.WriteLine($"{speed.Speedup:0.00} times as fast ({speed.SpeedupLow:0.00} to {speed.SpeedupHigh:0.00})");
        result.Network.Save("small.onnx");
    }

    internal static void Look(NetworkModel model)
    {
        var inspection = model.Inspect();
        foreach (var layer in inspection.Chains.SelectMany(chain => chain.Layers))
        {
            Console.WriteLine($"{layer.Name} {layer.Kernel} {layer.MultiplyAccumulates}");
        }
    }

    internal static async Task Optimize(NetworkModel model)
    {
        var optimized = await model.OptimizeAsync(new OptimizeOptions { Output = "optimized.onnx" });
        Console.WriteLine($"{optimized.Before.Operators} operators became {optimized.After.Operators}");
    }

    internal static async Task Plan(NetworkModel model)
    {
        var planned = await model.PlanAsync(new PlanOptions { Data = "npy:images.npy", Preprocess = "unit", TargetLatency = 0.7 });
        planned.Plan!.Save("model.plan.json");

        var applied = await model.ApplyAsync(NetworkPlan.Load("model.plan.json"));
    }

    internal static async Task Compare(NetworkModel model)
    {
        var small = NetworkModel.Load("small.onnx");
        var same = await model.VerifyAsync(small);
        var bench = await model.BenchAsync(small, new BenchOptions { Threads = 2 });
        Console.WriteLine($"{same.Passed}; {bench.Comparison!.Speedup:0.00}");
    }

    internal static async Task Train(NetworkModel model)
    {
        if (NetworkTraining.WhyNot is { } whyNot)
        {
            Console.WriteLine(whyNot);
        }

        var options = new CompressOptions { Data = "cifar10:data", Preprocess = "in", Speedup = 2, Output = "trained.onnx" };
        var trained = await model.CompressAsync(options, new Recipe { Minutes = 15 });
    }
}
