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
    /// <summary>A network takes a tenth of a second, and all of a batch are compared at once in some; the rest is for busy machines.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string journal = Path.Combine(folder, "journal.jsonl");

    /// <summary>Tries seeds first … first + count − 1; false where anything was found.</summary>
    internal bool Run(int first, int count, TextWriter output)
    {
        Directory.CreateDirectory(folder);
        var (next, end) = (Math.Max(first, NextSeed(first)), first + count);
        while (next < end)
        {
            var (begun, size, last) = RunWorker(next, end - next, output);
            next = begun + size;
            if (last is { } seed)
            {
                Narrow(begun, size, seed, output);
            }
        }

        var summary = Summary.Of(File.ReadLines(journal).Select(line => JsonSerializer.Deserialize<BatchRecord>(line)!));
        File.WriteAllText(Path.Combine(folder, "summary.md"), summary.Text);
        output.WriteLine(summary.Text);
        return summary.Findings == 0;
    }

    /// <summary>Finds the networks at which the process dies: first the one it was last at, then each half for itself, until it is one.</summary>
    private void Narrow(int first, int count, int last, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the process died or did not end in seeds {first} to {first + count - 1}, last at {last}"));
        if (count == 1)
        {
            var nothing = new Dictionary<string, int>();
            Record(new BatchRecord(first, 1, 0, 0, 0, nothing, nothing, nothing, [new FindingRecord(first, "", "crash", "the process died or did not end")]));
            return;
        }

        var end = first + count;
        (int Start, int Size)[] parts = last < end - 1
            ? [(first, last - first), (last, 1), (last + 1, end - last - 1)]
            : [(first, count / 2), (first + (count / 2), count - (count / 2))];
        foreach (var (start, size) in parts.Where(part => part.Size > 0))
        {
            if (RunWorker(start, size, output).DiedAt is { } seed)
            {
                Narrow(start, size, seed, output);
            }
        }
    }

    private int NextSeed(int first) => !File.Exists(journal) ? first
        : File.ReadLines(journal).Select(line => JsonSerializer.Deserialize<BatchRecord>(line)!).Select(batch => batch.First + batch.Count)
            .Append(first).Max();

    private void Record(BatchRecord batch) => File.AppendAllText(journal, JsonSerializer.Serialize(batch) + "\n");

    /// <summary>Where the worker got, and the seed that it was last at where it died there.</summary>
    private (int Begun, int Size, int? DiedAt) RunWorker(int first, int count, TextWriter output)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(Campaign).Assembly.Location }.Where(_ => Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal))
            .Concat(["--worker", Text(first), Text(count), folder]))
        {
            start.ArgumentList.Add(argument);
        }

        using var worker = Process.Start(start)!;
        using var patience = new Timer(_ => worker.Kill());
        patience.Change(Patience, Timeout.InfiniteTimeSpan);
        var (begun, size, at, isDone) = (first, 0, first, true);
        while (worker.StandardOutput.ReadLine() is { } line)
        {
            patience.Change(Patience, Timeout.InfiniteTimeSpan);
            if (line.StartsWith("seed ", StringComparison.Ordinal))
            {
                at = int.Parse(line.AsSpan("seed ".Length), CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("begin ", StringComparison.Ordinal))
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
        return (begun, Math.Max(size, 1), !isDone || (size == 0 && worker.ExitCode != 0) ? at : null);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
