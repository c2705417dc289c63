using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

switch (args)
{
    case ["growth", ("nodes" or "weights") and var what]:
        DepthCompress.Benchmarks.Growth.Run(what);
        return;
    case ["scale"]:
        Console.Write(DepthCompress.Benchmarks.Scale.ScaleTable.Text);
        return;
    case ["noise", "spin"]:
        DepthCompress.Benchmarks.Noise.Spin();
        return;
    case ["noise", var trials]:
        DepthCompress.Benchmarks.Noise.Run(int.Parse(trials, System.Globalization.CultureInfo.InvariantCulture));
        return;
    case ["noise-commands", var trials]:
        DepthCompress.Benchmarks.Commands.NoisyCommands.Run(int.Parse(trials, System.Globalization.CultureInfo.InvariantCulture));
        return;
}

// In process: a generated project would be built under this repository's rules, which it does not keep.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
