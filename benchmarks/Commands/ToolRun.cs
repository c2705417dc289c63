using System.Diagnostics;

namespace DepthCompress.Benchmarks.Commands;

/// <summary>One run of the program as a process of its own, as users start it.</summary>
internal sealed record ToolRun(int Exit, string Output, string Error, double Seconds)
{
    /// <summary>Whether it was told that other programs take the processors.</summary>
    internal bool IsWarned => Error.Contains("DC5050", StringComparison.Ordinal);

    /// <summary>Runs it to its end.</summary>
    internal static ToolRun Of(string folder, params ReadOnlySpan<string> words)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "depthcompress.dll"), .. words])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolRun(process.ExitCode, output, error.Result, Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    /// <summary>What a line that begins with a word ends with, behind its last colon and space.</summary>
    internal string? EndOfLine(string begin) =>
        Output.Split('\n').LastOrDefault(line => line.TrimStart().StartsWith(begin, StringComparison.Ordinal)) is { } line
            ? line[(line.LastIndexOf(": ", StringComparison.Ordinal) + 2)..].Trim()
            : null;
}
