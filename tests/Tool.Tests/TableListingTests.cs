using DepthCompress.GraphIR;
using DepthCompress.Runtime.Tables;

namespace DepthCompress.Tool.Tests;

/// <summary>What a table file holds, for people.</summary>
public sealed class TableListingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly MachineIdentity Machine = new("A Processor (family 26, model 2)", "cpu", "onnxruntime 1.29.0", 1, "all");

    [Fact]
    public void ItFitsATerminalAndShowsWhatIsNoisyAndWhatWasLeftOutOnPurpose()
    {
        var data = $"cifar10:/{new string('x', 200)}?split=train; lambda=0.0001 samples=40 seed=0";
        using var output = new StringWriter { NewLine = "\n" };
        var session = new Session(output, TextWriter.Null, new Surroundings());

        TableListing.Tell(session, "t.db", new TableSummary(
            [new LatencyGroup(Machine, 80, Noon) { Noisy = 76, Doubted = 70 }],
            [new ImportanceGroup(new string('a', 64), "mse", data, 20, 1, Noon),
                new ImportanceGroup(new string('a', 64), "mse", $"{data}; not evaluated on {Machine}", 5, 5, Noon)]));

        Assert.Equal($"""
            t.db: 80 latencies, 76 of them noisy, 25 importances, 1 of them failed
              80 latencies, 76 noisy, 70 measured anew by the next run; the last of 2026-03-04 12:00:00Z
                  A Processor (family 26, model 2), onnxruntime 1.29.0 cpu, 1 thread(s), optimization all
              20 importances by mse, 1 failed; the last of 2026-03-04 12:00:00Z
                  model aaaaaaaaaaaa
                  cifar10:/{new string('x', 125)}
                  {new string('x', 75)}?split=train
                  lambda=0.0001 samples=40 seed=0
              5 importances by mse, left out on purpose; the last of 2026-03-04 12:00:00Z
                  model aaaaaaaaaaaa
                  cifar10:/{new string('x', 125)}
                  {new string('x', 75)}?split=train
                  lambda=0.0001 samples=40 seed=0
                  not evaluated on A Processor (family 26, model 2), cpu, onnxruntime 1.29.0, 1, all

            """.ReplaceLineEndings("\n"), output.ToString());
        Assert.All(output.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, TableListing.Columns));
    }
}
