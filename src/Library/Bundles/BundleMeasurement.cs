using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Measurement;

namespace DepthCompress;

/// <summary>Measures the networks of a bundle on this machine, as <c>profile</c> measures those of a model; what was measured stays.</summary>
internal sealed class BundleMeasurement(Bundle bundle, string results, Settings settings, Session session)
{
    /// <summary>Measures what the results file lacks.</summary>
    /// <param name="force">Whether a file that holds something else is begun anew.</param>
    /// <returns>All of it.</returns>
    /// <exception cref="DiagnosticException">DC2760: the bundle is damaged; DC2766: the file holds something else; DC2770: another process
    /// writes it.</exception>
    internal DeviceLatencies Run(bool force)
    {
        using var alone = Lock();
        var probe = settings.Probe(session);
        try
        {
            var store = new DeviceResults(results, Begin(probe.Machine, force), bundle.Manifest.Networks);
            session.WithProgress(progress => progress.Stage("latencies", rows =>
            {
                bundle.Unpack(session.Cancellation);
                new LatencyRounds(probe, store).Run(bundle.Networks, rows, session.Cancellation);
                rows.Report(new RunProgress(bundle.Networks.Length, bundle.Networks.Length, "all networks measured"));
                return 0;
            }));
            return store.Latencies;
        }
        finally
        {
            (probe as IDisposable)?.Dispose();
        }
    }

    /// <summary>What is to be gone on with, or nothing yet.</summary>
    private DeviceLatencies Begin(MachineIdentity machine, bool force)
    {
        var empty = new DeviceLatencies
        {
            Schema = DeviceLatencies.CurrentSchema,
            Tool = ToolVersion.Text,
            Model = bundle.Manifest.Model,
            Bundle = bundle.Digest,
            Machine = machine,
            Device = MachineDescription.Read(settings.Engine()).ToString(),
            MeasureSeconds = settings.MeasureSeconds!.Value,
            Networks = bundle.Manifest.Networks.Length,
            Rows = [],
        };
        if (force || !File.Exists(results))
        {
            return empty;
        }

        var there = DeviceLatenciesFile.Read(results);
        return DifferenceOf(there, empty) is { } difference ? throw DiagnosticCatalog.ResultsOfAnother.Error(results, difference)
            : there with { Device = empty.Device };
    }

    private static string? DifferenceOf(DeviceLatencies there, DeviceLatencies wanted) =>
        there.Bundle != wanted.Bundle ? "they are of another bundle"
        : there.Machine != wanted.Machine ? $"they are of {there.Machine}, this is {wanted.Machine}"
        : there.Tool != wanted.Tool ? $"version {there.Tool} measured them, this is {wanted.Tool}"
        : there.MeasureSeconds != wanted.MeasureSeconds ? "one measurement was given another time (--measure-seconds)"
        : null;

    /// <summary>Under a name that nobody gives a file of his: it is gone once this one ends.</summary>
    internal static string LockOf(string results) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(results))!, $".{Path.GetFileName(results)}.measuring");

    /// <summary>Two processes that measure at once would disturb each other, and write over each other's rows.</summary>
    private FileStream Lock()
    {
        try
        {
            return new FileStream(LockOf(results), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.ResultsInUse.Error(results, results);
        }
    }
}
