using System.Diagnostics;
using System.Globalization;

namespace DepthCompress.Tool.Tests;

/// <summary>What a process started, as Linux knows it.</summary>
internal static class ChildProcesses
{
    /// <summary>Ends them without warning: SIGKILL. Who came or went meanwhile is left out.</summary>
    /// <returns>How many were ended.</returns>
    internal static int TryKill(Process parent)
    {
        var killed = 0;
        foreach (var child in Of(parent))
        {
            try
            {
                using var found = Process.GetProcessById(child);
                found.Kill();
                killed++;
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
            {
                // It ended by itself.
            }
        }

        return killed;
    }

    private static int[] Of(Process parent)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{parent.Id}/task")
                .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
