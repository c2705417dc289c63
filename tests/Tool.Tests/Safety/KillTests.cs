using System.Globalization;
using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>
/// A compression with training that is killed at random moments, and started again each time, ends as if it had never been disturbed. A few
/// kills in every run of the tests; a campaign has as many as DC_KILLS says, from the seed DC_SEED on (docs/assurance.md).
/// </summary>
public sealed class KillTests : IDisposable
{
    private static readonly int Kills = Number("DC_KILLS", 2);
    private static readonly int Seed = Number("DC_SEED", 1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private static readonly string[] Training =
        ["--data", "synthetic:shapes10?size=16&count=120&noise=0", "--preprocess", "mean=128;std=64", "--calibration-count", "16", "--refit-count", "16",
            "--selection-count", "8", "--steps", "24", "--batch-size", "8", "--checkpoint-every", "3", "--augment", "none", "--validation-count", "8",
            "--train-threads", "1", "--threads", "1", "--measure-seconds", "0.05", "--longest-segment", "3", "--kernels", "3"];

    private readonly CommandLine line = new();
    private readonly Dictionary<string, (string Outcome, string Weights)> undisturbed = [];
    private readonly HashSet<string> rows = [];
    private int killed;

    [NeedsFact(Need.OnnxRuntime, Need.LibTorch)]
    public void WhateverIsKilledGoesOnAsIfItHadNotBeen()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        var random = new Random(Seed);
        var longest = TimeSpan.FromSeconds(6);
        for (var trial = 0; killed < Kills; trial++)
        {
            var folder = Directory.CreateDirectory(line[$"trial{trial}"]).FullName;
            longest = Finish(folder, random, longest);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Starts the command until it ends by itself, killing it at random moments; how long the last run took.</summary>
    private TimeSpan Finish(string folder, Random random, TimeSpan longest)
    {
        rows.Clear();
        for (; ; )
        {
            using var run = ToolProcess.Start(["compress", line["model.onnx"], "-o", Path.Combine(folder, "out.onnx"), "--plan-out",
                Path.Combine(folder, "p.json"), "--tables", Path.Combine(folder, "t.db"), "--report", Path.Combine(folder, "r.json"), "--speedup", "1.15x", "--finetune", "-q",
                "--force", .. Training]);
            var clock = System.Diagnostics.Stopwatch.StartNew();
            if (killed < Kills && !run.EndsWithin(longest * random.NextDouble()))
            {
                run.Kill();
                killed++;
                Check(folder);

                // On a busy machine a run takes longer: later moments are to be met too.
                longest *= 1.2;
                continue;
            }

            Assert.True(run.EndsWithin(Patience), "the program does not end");
            var exit = run.Wait();
            Assert.True(exit is ExitCode.Done or ExitCode.Missed, run.Error);
            Check(folder);

            // Where the machine is too busy for a verdict nothing is delivered; what was trained is the same.
            using var report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "r.json")));
            Assert.Equal(Undisturbed(Path.Combine(folder, "p.json"), out var weights), OutcomeOf(report.RootElement));
            if (File.Exists(Path.Combine(folder, "out.onnx")))
            {
                Assert.Equal(weights, WeightsOf(Path.Combine(folder, "out.onnx")));
            }

            return clock.Elapsed;
        }
    }

    /// <summary>Nothing that was finished is lost or was done again, and whatever can be seen is whole.</summary>
    private void Check(string folder)
    {
        var table = Path.Combine(folder, "t.db");
        if (File.Exists(table))
        {
            Assert.Equal("ok", TableRows.HealthOf(table));
            var now = TableRows.Of(table);
            Assert.Empty(rows.Except(now));
            rows.UnionWith(now);

            // A run that came to its end and was killed in its last moments leaves noisy latencies to the next one.
            rows.ExceptWith(TableRows.InDoubt(table));
        }

        foreach (var file in Directory.GetFiles(folder).Where(file => !Path.GetFileName(file).StartsWith('.')))
        {
            CheckWhole(file);
        }
    }

    private void CheckWhole(string file)
    {
        switch (Path.GetExtension(file))
        {
            case ".onnx":
                Assert.True(line.Run("verify", "--provenance", file, "--model", line["model.onnx"]) is ExitCode.Done, line.Error);
                break;
            case ".json":
                using (JsonDocument.Parse(File.ReadAllBytes(file)))
                {
                }

                break;
            default:
                Assert.Matches(@"(^t\.db(-wal|-shm|-journal|\.claims)?|\.checkpoint(\..+)?)$", Path.GetFileName(file));
                break;
        }
    }

    /// <summary>What the plan gives when it is realized and trained in one go.</summary>
    private string Undisturbed(string plan, out string weights)
    {
        var key = PlanDigest.OfFile(plan);
        if (!undisturbed.TryGetValue(key, out var found))
        {
            var result = line[$"{key[..8]}.onnx"];
            using var run = ToolProcess.Start(["finetune", line["model.onnx"], "--plan", plan, "-o", result, "--tables", line[$"{key[..8]}.db"], "--json",
                "-q", .. Training]);
            Assert.True(run.EndsWithin(Patience) && run.Wait() is ExitCode.Done, run.Error);
            using var json = JsonDocument.Parse(run.Output);
            undisturbed[key] = found = (OutcomeOf(json.RootElement), WeightsOf(result));
        }

        weights = found.Weights;
        return found.Outcome;
    }

    /// <summary>What depends on every weight and on nothing else, to the last digit.</summary>
    private static string OutcomeOf(JsonElement report)
    {
        var (training, quality) = (report.GetProperty("training"), report.GetProperty("quality"));
        return string.Join('\n', training.GetProperty("steps"), training.GetProperty("loss"), training.GetProperty("validations").EnumerateArray().Last().GetProperty("value"),
            quality.GetProperty("before"), quality.GetProperty("afterFit"), quality.GetProperty("after"));
    }

    private static string WeightsOf(string model) => GraphPrinter.PrintWithData(OnnxReader.Read(model, new DiagnosticSink()).Graph);

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public void Dispose() => line.Dispose();
}
