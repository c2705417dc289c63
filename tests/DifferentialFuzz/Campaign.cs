using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace DepthCompress.DifferentialFuzz;

/// <summary>
/// Starts a worker for the seeds that are still to be tried, and another one behind the batch in which it died. Batches that are done stand
/// in a journal, so that a campaign that was stopped goes on where it was. A worker that says nothing for too long is stopped, and its batch
/// narrowed down as if it had died.
/// </summary>
internal sealed class Campaign(string folder)
{
    private readonly string journal = Path.Combine(folder, "journal.jsonl");

    /// <summary>Tries seeds first … first + count − 1; false where anything was found.</summary>
    internal bool Run(int first, int count, TextWriter output)
    {
        Directory.CreateDirectory(folder);
        var (next, end) = (Math.Max(first, NextSeed(first)), first + count);
        while (next < end)
        {
            var (begun, size, died) = RunWorker(next, end - next, output);
            next = begun + size;
            if (died)
            {
                Narrow(begun, size, output);
            }
        }

        var summary = Summary.Of(File.ReadLines(journal).Select(line => JsonSerializer.Deserialize<BatchRecord>(line)!));
        File.WriteAllText(Path.Combine(folder, "summary.md"), summary.Text);
        output.WriteLine(summary.Text);
        return summary.Findings == 0;
    }

    /// <summary>Finds the networks in which the engine dies: each half for itself, until it is one.</summary>
    private void Narrow(int first, int count, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the process died or did not end in seeds {first} to {first + count - 1}"));
        if (count == 1)
        {
            var nothing = new Dictionary<string, int>();
            Record(new BatchRecord(first, 1, 0, 0, 0, nothing, nothing, nothing, [new FindingRecord(first, "", "crash", "the process died or did not end")]));
            return;
        }

        foreach (var (start, size) in new[] { (first, count / 2), (first + (count / 2), count - (count / 2)) })
        {
            if (RunWorker(start, size, output).Died)
            {
                Narrow(start, size, output);
            }
        }
    }

    private int NextSeed(int first) => !File.Exists(journal) ? first
        : File.ReadLines(journal).Select(line => JsonSerializer.Deserialize<BatchRecord>(line)!).Select(batch => batch.First + batch.Count)
            .Append(first).Max();

    private void Record(BatchRecord batch) => File.AppendAllText(journal, JsonSerializer.Serialize(batch) + "\n");

    /// <summary>Where the worker got, and whether it died there.</summary>
    private (int Begun, int Size, bool Died) RunWorker(int first, int count, TextWriter output)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(Campaign).Assembly.Location }.Where(_ => Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal))
            .Concat(["--worker", Text(first), Text(count), folder]))
        {
            start.ArgumentList.Add(argument);
        }

        using var worker = Process.Start(start)!;
        using var patience = new Timer(_ => worker.Kill());
        var limit = Patience(Math.Min(count, Worker.BatchSize));
        patience.Change(limit, Timeout.InfiniteTimeSpan);
        var (begun, size, isDone) = (first, 0, true);
        while (worker.StandardOutput.ReadLine() is { } line)
        {
            patience.Change(limit, Timeout.InfiniteTimeSpan);
            if (line.StartsWith("begin ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ');
                (begun, size, isDone) = (int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture), false);
            }
            else if (line.StartsWith("done ", StringComparison.Ordinal))
            {
                var batch = JsonSerializer.Deserialize<BatchRecord>(line["done ".Length..])!;
                Record(batch);
                isDone = true;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{batch.First + batch.Count} networks, {batch.Seconds:0.0} s for the last {batch.Count}, findings: {batch.Findings.Count}"));
            }
        }

        worker.WaitForExit();
        return (begun, Math.Max(size, 1), !isDone || (size == 0 && worker.ExitCode != 0));
    }

    /// <summary>A network takes a tenth of a second; the rest is for busy machines.</summary>
    private static TimeSpan Patience(int networks) => TimeSpan.FromSeconds(30 + (2 * networks));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
