using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;
using DepthCompress.TestKit;

namespace DepthCompress.DifferentialFuzz;

/// <summary>Tries the networks of some seeds, in batches; says before each which one it is, so that a crash has a place.</summary>
internal static class Worker
{
    private const int BatchSize = 64;

    internal static void Run(int first, int count, string folder, TextWriter output)
    {
        var executor = new OrtExecutor(new OrtSettings { Threads = 1, Optimization = OrtOptimization.None });
        var check = new DifferentialCheck(executor) { Source = seed => Announced(seed, output) };
        for (var start = first; start < first + count; start += BatchSize)
        {
            var size = Math.Min(BatchSize, first + count - start);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"begin {start} {size}"));
            output.Flush();
            var tally = new DifferentialTally();
            var clock = Stopwatch.StartNew();
            check.Run(Enumerable.Range(start, size), tally);
            tally.Findings.ForEach(finding => Write(finding, folder));
            output.WriteLine("done " + JsonSerializer.Serialize(new BatchRecord(
                start, size, tally.Networks, tally.Judged, clock.Elapsed.TotalSeconds, tally.Refused, tally.Operators, tally.Variants,
                [.. tally.Findings.Select(finding => new FindingRecord(finding.Seed, finding.Variant, finding.Kind, finding.Message.Split('\n')[0]))],
                tally.Rounded,
                tally.Amplified,
                tally.Features)));
            output.Flush();
        }
    }

    private static Graph Announced(int seed, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        output.Flush();
        return RandomNetwork.Of(seed);
    }

    private static void Write(DifferentialFinding finding, string folder)
    {
        Directory.CreateDirectory(folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"{finding.Seed}-{finding.Variant.Split(':')[0]}-{finding.Kind}.dcir");
        var text = $"# seed {finding.Seed}, {finding.Variant}: {finding.Kind}\n# {finding.Message.Replace("\n", "\n# ", StringComparison.Ordinal)}\n";
        File.WriteAllText(Path.Combine(folder, name), text + GraphPrinter.PrintWithData(finding.Network));
    }
}
