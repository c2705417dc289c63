using System.Diagnostics;

namespace DepthCompress.Tool.Tests;

/// <summary>The program as a process of its own, for what cannot be tried in this one: being killed, and lacking a library.</summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private ToolProcess(string program, string[] args, string turns)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[TurnFolder.Variable] = turns;
        process = Process.Start(start)!;
        (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Starts the program that lies beside the tests, or in a folder.</summary>
    /// <param name="args">Its words.</param>
    /// <param name="folder">Where it lies.</param>
    /// <param name="turns">Where it takes turns with others: tests that know nothing of each other do not.</param>
    internal static ToolProcess Start(string[] args, string? folder = null, string turns = TurnFolder.Nowhere) =>
        new(Path.Combine(folder ?? AppContext.BaseDirectory, "depthcompress.dll"), args, turns);

    /// <summary>Whether it ended.</summary>
    internal bool HasEnded => process.HasExited;

    /// <summary>What it printed; once it ended.</summary>
    internal string Output => output.Result;

    /// <summary>Its diagnostics; once it ended.</summary>
    internal string Error => error.Result;

    /// <summary>Ends it without warning: SIGKILL.</summary>
    internal void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Ends the processes that it started without warning, and leaves it alone itself.</summary>
    internal void KillChildren()
    {
        foreach (var child in Directory.GetDirectories($"/proc/{process.Id}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            using var found = Process.GetProcessById(int.Parse(child, System.Globalization.CultureInfo.InvariantCulture));
            found.Kill();
        }
    }

    /// <summary>The same at any moment: whoever is gone already is left out.</summary>
    internal void TryKillChildren() => ChildProcesses.TryKill(process);

    /// <summary>Waits for its end, but no longer than so long.</summary>
    internal bool EndsWithin(TimeSpan time) => process.WaitForExit(time);

    /// <summary>Waits for its end.</summary>
    internal ExitCode Wait()
    {
        Assert.True(process.WaitForExit(Longest), "the program does not end");
        return (ExitCode)process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
