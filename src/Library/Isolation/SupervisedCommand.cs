using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Worker;

namespace DepthCompress;

/// <summary>A command that trains, run again in a process of its own where isolation is asked for.</summary>
internal static class SupervisedCommand
{
    /// <summary>Set for that process, to the number of this one: so that it does the work, starts no other, and ends with this one.</summary>
    internal const string Mark = "DEPTHCOMPRESS_SUPERVISED";

    /// <summary>Runs the command line of this process elsewhere; null where it is to be run here.</summary>
    /// <exception cref="DiagnosticException">DC4320, DC4321, DC4323.</exception>
    internal static ExitCode? Run(Session session, Settings settings)
    {
        if (settings.Isolate is not true || session.Surroundings.CommandLine is not { IsEmpty: false } words)
        {
            return null;
        }

        var supervisor = new Supervisor(
            () =>
            {
                var start = OwnProgram.Start(words);
                start.Environment[Mark] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
                return start;
            },
            settings.Limits(),
            end => session.Error.WriteLine(DiagnosticCatalog.CommandStartedAgain.At(null, end).ToLine(session.Subject)));
        return (ExitCode)supervisor.Run(words[0], session.Cancellation);
    }
}
