using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Worker;

/// <summary>
/// Runs a whole command in a process of its own: what trains cannot be parted from its data, but it goes on from its checkpoint. After a crash
/// it is started once more; what it wrote stays.
/// </summary>
/// <param name="start">How the process is started; it shares input, output and errors with this one.</param>
/// <param name="limits">What it may take; time is not for whole commands.</param>
/// <param name="crashed">Told how it ended before it is started once more.</param>
public sealed partial class Supervisor(Func<ProcessStartInfo> start, WorkerLimits limits, Action<string> crashed)
{
    private const int MostAttempts = 2;
    private const int FirstSignal = 128;
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs it to its end.</summary>
    /// <param name="what">The command, for errors.</param>
    /// <param name="cancellation">Passed on as the signal that asks for an end.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="DiagnosticException">DC4320: it crashed twice; DC4321: it took too much memory; DC4323: it cannot be started.</exception>
    public int Run(string what, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var code = Once(what, cancellation);
            if (code < FirstSignal || code is FirstSignal + Interrupt or FirstSignal + Terminate || cancellation.IsCancellationRequested)
            {
                return code;
            }

            var end = string.Create(CultureInfo.InvariantCulture, $"code {code}");
            if (attempt == MostAttempts)
            {
                throw DiagnosticCatalog.WorkerCrashes.Error(null, what, end);
            }

            crashed(end);
        }
    }

    private int Once(string what, CancellationToken cancellation)
    {
        using var process = Start();
        using var passing = cancellation.Register(() => Pass(process));
        while (!process.WaitForExit(Look))
        {
            process.Refresh();
            if (!process.HasExited && limits.Memory < process.WorkingSet64)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                throw DiagnosticCatalog.WorkerMemory.Error(null, what,
                    string.Create(CultureInfo.InvariantCulture, $"{limits.Memory / 1e6:0} MB"));
            }
        }

        return process.ExitCode;
    }

    private Process Start()
    {
        var wanted = start();
        try
        {
            return Process.Start(wanted)!;
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw DiagnosticCatalog.WorkerMissing.Error(null, wanted.FileName, problem.Message);
        }
    }

    /// <summary>Asks it to end; where it cannot be asked, ends it.</summary>
    private static void Pass(Process process)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                process.Kill(entireProcessTree: true);
            }
            else
            {
                _ = Send(process.Id, Terminate);
            }
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
