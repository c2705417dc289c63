using System.Diagnostics;
using DepthCompress.Passes.Compression;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Progress as plain lines: the end of every stage, and in between one every few seconds.</summary>
internal sealed class ProgressLines(TextWriter error, TimeSpan interval) : IProgress<StageProgress>
{
    private readonly Stopwatch sinceLine = Stopwatch.StartNew();

    /// <inheritdoc/>
    public void Report(StageProgress value)
    {
        if (value.IsFinished)
        {
            error.WriteLine($"{value.Stage}: done in {Figures.Duration(value.Elapsed.TotalSeconds)}");
        }
        else if (sinceLine.Elapsed >= interval)
        {
            error.WriteLine(Describe(value));
        }
        else
        {
            return;
        }

        sinceLine.Restart();
    }

    /// <summary>One line: how far, how long still, and what is next.</summary>
    internal static string Describe(StageProgress value)
    {
        var count = value.Total > 0 ? $" {value.Done} of {value.Total}" : "";
        var left = value.Left is { } time ? $", {Figures.Duration(time.TotalSeconds)} left" : "";
        return $"{value.Stage}:{count}{left}: {value.What}";
    }
}
