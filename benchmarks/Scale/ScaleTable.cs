using System.Globalization;

namespace DepthCompress.Benchmarks.Scale;

/// <summary>The tables of docs/scale.md, from simulations alone: the same text everywhere and always.</summary>
internal static class ScaleTable
{
    private const double Hour = 3600;

    /// <summary>MobileNetV2 at ImageNet by the two-stage method, as published: more than 100 GPU hours.</summary>
    internal static ScaleScenario MobileNet { get; } = new()
    {
        Name = "MobileNetV2",
        Rows = 315,
        RowSeconds = 1200,
        Workers = 1,
        ModelBytes = 14_200_000,
        ImageBytes = 6_500_000_000,
    };

    /// <summary>A large network whose candidates are run as they are: many short rows, in pieces of up to 60.</summary>
    internal static ScaleScenario Applied { get; } = new()
    {
        Name = "applied",
        Rows = 3000,
        RowSeconds = 6,
        LargestPiece = 60,
        Workers = 1,
        ModelBytes = 100_000_000,
        ImageBytes = 50_000_000,
    };

    /// <summary>All of them, as they are documented.</summary>
    internal static string Text => string.Join('\n', [
        .. Workers("315 trainings of 20 minutes", MobileNet), "", .. Workers("3,000 rows of 6 seconds", Applied), "", .. Tasks(), "", .. Deals(), ""]);

    private static IEnumerable<string> Workers(string title, ScaleScenario scenario)
    {
        yield return Line(title, "tasks", "hours", "of the nodes' time", "lost hours", "starts", "GB over the network", "files", "MB written", "flushes/min", "reads/s");
        yield return "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";
        foreach (var workers in (int[])[1, 10, 100, 1000])
        {
            yield return RowOf(scenario, workers);
        }
    }

    /// <summary>One row of the table of a scenario.</summary>
    internal static string RowOf(ScaleScenario scenario, int workers)
    {
        var run = ScaleRun.Of(scenario with { Workers = workers });
        var folder = run.Folder;
        return Line(
            workers == 1 ? "1 worker" : string.Create(CultureInfo.InvariantCulture, $"{workers:N0} workers"), $"{run.Tasks}",
            Number(run.Seconds / Hour, "0.0"), Number(100 * run.Efficiency, "0' %'"), Number(run.Wasted / Hour, "0.0"), $"{run.Started}",
            Number((folder.BytesRead + folder.BytesWritten) / 1e9, "0"), $"{folder.Files}", Number(folder.BytesWritten / 1e6, "0"),
            Number(60 * folder.Flushes / run.Seconds, "0"), Number(folder.Reads / run.Seconds, "0.0"));
    }

    /// <summary>To how many tasks rows are dealt.</summary>
    private static IEnumerable<string> Tasks()
    {
        yield return Line("hours of 315 trainings", "as many tasks as nodes", "twice", "four times", "a task for each row", "at best");
        yield return "| ---: | ---: | ---: | ---: | ---: | ---: |";
        foreach (var workers in (int[])[10, 30, 100])
        {
            var here = MobileNet with { Workers = workers };
            yield return Line($"{workers} workers", Hours(here with { TasksPerWorker = 1 }), Hours(here with { TasksPerWorker = 2 }), Hours(here),
                Hours(here with { TasksPerWorker = here.Rows }), Number(new ScaleRows(here).TotalSeconds / workers / Hour, "0.00"));
        }
    }

    /// <summary>How pieces of unequal size are dealt.</summary>
    private static IEnumerable<string> Deals()
    {
        yield return Line("hours of 3,000 rows", "in turn, as before", "the largest piece first", "the same, twice as many tasks");
        yield return "| ---: | ---: | ---: | ---: |";
        foreach (var workers in (int[])[4, 10, 20])
        {
            var here = Applied with { Workers = workers, TasksPerWorker = 1 };
            yield return Line($"{workers} workers", Hours(here with { InTurn = true }), Hours(here), Hours(here with { TasksPerWorker = 2 }));
        }
    }

    private const int Seeds = 5;

    /// <summary>The mean over some clusters: one alone is luck.</summary>
    private static string Hours(ScaleScenario scenario) =>
        Number(Enumerable.Range(1, Seeds).Average(seed => ScaleRun.Of(scenario with { Seed = seed }).Seconds) / Hour, "0.00");

    private static string Number(double number, string form) => number.ToString(form, CultureInfo.InvariantCulture);

    private static string Line(params ReadOnlySpan<string> cells) => $"| {string.Join(" | ", cells.ToArray())} |";
}
