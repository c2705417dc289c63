using System.Diagnostics;
using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Worker;

/// <summary>One process of an engine, from its start to its end.</summary>
internal sealed class RunningWorker : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private readonly Process process;
    private volatile string lastWords = "";
    private volatile DiagnosticDescriptor? exceeded;

    private RunningWorker(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) => lastWords = string.IsNullOrWhiteSpace(line.Data) ? lastWords : line.Data.Trim();
        process.Start();
        process.BeginErrorReadLine();
        Channel = new(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
    }

    /// <summary>What is said to it and by it.</summary>
    internal WorkerChannel Channel { get; }

    /// <summary>The number of the process.</summary>
    internal int Id => process.Id;

    /// <summary>The limit that it was ended for; null for none.</summary>
    internal DiagnosticDescriptor? Exceeded => exceeded;

    /// <summary>Starts one.</summary>
    /// <exception cref="DiagnosticException">DC4323: it cannot be started.</exception>
    internal static RunningWorker Start(ProcessStartInfo start, WorkerLimits limits)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        if (limits.Memory is { } memory)
        {
            // What the runtime itself takes fails early; what native code takes is watched.
            start.Environment["DOTNET_GCHeapHardLimit"] = memory.ToString("X", CultureInfo.InvariantCulture);
        }

        try
        {
            return new RunningWorker(start);
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw DiagnosticCatalog.WorkerMissing.Error(null, start.FileName, problem.Message);
        }
    }

    /// <summary>Ends the process when it takes more than it may, until the result is disposed.</summary>
    internal IDisposable Watch(WorkerLimits limits)
    {
        var clock = Stopwatch.StartNew();
        return limits is { Time: null, Memory: null } ? new MemoryStream() : new Timer(_ => Check(limits, clock.Elapsed), null, Look, Look);
    }

    /// <summary>Ends it at once.</summary>
    internal void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    /// <summary>Takes note that it says itself that memory does not suffice.</summary>
    internal void Exhaust() => exceeded ??= DiagnosticCatalog.WorkerMemory;

    /// <summary>How it ended.</summary>
    internal string WaitForEnd()
    {
        if (!process.WaitForExit(Farewell))
        {
            Kill();
        }

        process.WaitForExit();
        var words = lastWords.Length == 0 ? "" : $": {lastWords}";
        return string.Create(CultureInfo.InvariantCulture, $"code {process.ExitCode}{words}");
    }

    /// <summary>Ends it, gently where it listens.</summary>
    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not listen any more.
        }

        if (!process.WaitForExit(Farewell))
        {
            Kill();
        }

        process.Dispose();
    }

    private void Check(WorkerLimits limits, TimeSpan elapsed)
    {
        try
        {
            var over = limits.Time < elapsed ? DiagnosticCatalog.WorkerTime : limits.Memory < Memory() ? DiagnosticCatalog.WorkerMemory : null;
            if (over is not null)
            {
                exceeded ??= over;
                Kill();
            }
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    private long Memory()
    {
        process.Refresh();
        return process.WorkingSet64;
    }
}
