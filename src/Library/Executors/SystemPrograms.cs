using System.Diagnostics;

namespace DepthCompress;

/// <summary>Programs of the system: found by their names, and run to their end.</summary>
/// <param name="folders">Where they are looked for.</param>
internal sealed class SystemPrograms(ImmutableArray<string> folders)
{
    /// <summary>Those that a shell would find.</summary>
    internal static SystemPrograms OfPath { get; } =
        new([.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>The file of a program; null where there is none.</summary>
    internal string? Find(string name) => folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program.</summary>
    /// <returns>Its exit code, and what it printed; what it complained about where it failed.</returns>
    internal (int Exit, string Text) Run(string name, params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(Find(name) ?? name, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, (process.ExitCode == 0 || error.Result.Length == 0 ? output : error.Result).Trim());
    }
}
