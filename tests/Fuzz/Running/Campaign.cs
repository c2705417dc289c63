using System.Diagnostics;
using System.Globalization;

namespace DepthCompress.Fuzz;

/// <summary>
/// Many loads of many formats, each in a process of its own. When such a process dies, the file it died of is kept, made smaller, and
/// another process goes on behind it.
/// </summary>
internal sealed class Campaign(CampaignOptions options)
{
    private const long HeapLimit = 1 << 30;
    private readonly string folder = Directory.CreateDirectory(options.Output).FullName;

    /// <summary>Runs it.</summary>
    /// <returns>0 where nothing was found.</returns>
    public int Run()
    {
        var found = 0;
        foreach (var (format, loads) in options.Loads)
        {
            var clock = Stopwatch.StartNew();
            found += Run(format, loads);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{format}: {loads} loads, seed {options.Seed}, {clock.Elapsed.TotalSeconds:0} s"));
        }

        return found is 0 ? 0 : 1;
    }

    private int Run(string format, long loads)
    {
        var current = Path.Combine(folder, $"{format}.current");
        File.Delete(current);
        var deaths = 0;
        for (var done = 0L; done < loads;)
        {
            var code = Start("worker", format, $"{loads}", $"{options.Seed}", current, Scratch(format), folder, options.Seeds);
            using var input = new CurrentInput(current);
            if (input.Loads == done)
            {
                throw new InvalidOperationException($"the worker for {format} ended with {code} before it read anything");
            }

            done = input.Loads;
            if (code is not 0)
            {
                deaths++;
                Keep(format, input.Bytes, code);
            }
        }

        return deaths + Directory.GetFiles(folder, $"{format}-*.txt").Length;
    }

    private void Keep(string format, byte[] bytes, int code)
    {
        var what = code is Watchdog.ExitCode ? "took too long" : $"ended the process with {code}";
        var path = Path.Combine(folder, $"{format}-{DateTime.UtcNow.Ticks:x}");
        File.WriteAllBytes(path + ".bin", bytes);
        var small = Minimizer.Run(bytes, candidate => Replay(format, candidate) == code, 60);
        File.WriteAllBytes(path + ".bin", small);
        File.WriteAllText(path + ".txt", $"{what}\n");
        Console.WriteLine($"FAULT a file of {small.Length} bytes {what}");
    }

    private int Replay(string format, byte[] bytes)
    {
        var path = Path.Combine(folder, "trial");
        File.WriteAllBytes(path, bytes);
        return Start("replay", format, path);
    }

    private static string Scratch(string format) =>
        Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"depthcompress-fuzz-{Environment.ProcessId}-{format}");

    private static int Start(params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet")
        {
            start.ArgumentList.Add(typeof(Campaign).Assembly.Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.RedirectStandardOutput = arguments[0] is "replay";
        start.RedirectStandardError = start.RedirectStandardOutput;
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = Process.Start(start)!;
        if (start.RedirectStandardOutput)
        {
            // Nobody wants to read what sixty trials say; but it must be taken.
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        process.WaitForExit();
        return process.ExitCode;
    }
}
