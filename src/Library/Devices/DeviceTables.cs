using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Tables;

namespace DepthCompress;

/// <summary>
/// Reads what candidates save on devices: results files, table files, tables in the published format, the machines that the tables at hand know,
/// and this machine, which alone measures what is missing.
/// </summary>
internal sealed class DeviceTables(Workflow workflow, Settings settings, Session session)
{
    /// <summary>The tables of all devices, complete.</summary>
    /// <exception cref="DiagnosticException">DC3361: latencies are missing; DC3365, DC3366: a source is unclear, or of something else.</exception>
    internal ImmutableArray<DeviceTable> Read(IProgress<StageProgress>? progress) =>
        [.. settings.Wishes().Select(wish => new DeviceTable(wish, TableOf(wish, progress)))];

    /// <summary>How many latencies of each device are missing; nothing is measured.</summary>
    internal ImmutableArray<(string Name, int Missing, int Distinct)> Count() => [.. settings.Wishes().Select(wish =>
    {
        if (IsCsv(wish))
        {
            return (wish.Name, 0, 0);
        }

        var (latencies, _) = Look(wish);
        return (wish.Name, latencies.Count.Missing, latencies.Count.Distinct);
    })];

    private LatencyTable TableOf(DeviceWish wish, IProgress<StageProgress>? progress)
    {
        if (wish.Source == DeviceValues.Here)
        {
            var profiler = workflow.Profiler;
            var measured = progress.Stage($"latency table of {wish.Name}", rows => profiler.Run(workflow.Candidates, rows, session.Cancellation));
            profiler.Settle(session.Diagnostics);
            return measured;
        }

        if (IsCsv(wish))
        {
            return Published(wish);
        }

        var (latencies, table) = Look(wish);
        var (missing, distinct) = latencies.Count;
        return missing == 0 ? table : throw DiagnosticCatalog.DeviceRowsMissing.Error(FileOf(wish), wish.Name, missing, distinct);
    }

    /// <summary>What is known of a device.</summary>
    private (DeviceRows Latencies, LatencyTable Table) Look(DeviceWish wish)
    {
        var (machine, rows) = RowsOf(wish);
        var latencies = new DeviceRows(rows, workflow.Store);
        var profiler = new LatencyProfiler(new RecordedMachine(machine), latencies, workflow.Network, workflow.Chains, workflow.Inputs) { KeepsRows = true };
        return (latencies, profiler.Run(workflow.Candidates, null, session.Cancellation));
    }

    private (MachineIdentity Machine, IEnumerable<LatencyRow> Rows) RowsOf(DeviceWish wish)
    {
        if (wish.Source == DeviceValues.Here)
        {
            return (workflow.Probe.Machine, []);
        }

        if (IsResults(wish.Source))
        {
            var results = DeviceLatenciesFile.Read(wish.Source);
            return results.Model == workflow.Digest ? (results.Machine, results.TableRows)
                : throw DiagnosticCatalog.LatenciesOfAnotherModel.Error(wish.Source, results.Model, workflow.Digest);
        }

        var (path, query) = Divide(wish.Source);
        if (!File.Exists(path))
        {
            return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".db", StringComparison.OrdinalIgnoreCase)
                ? throw DiagnosticCatalog.FileUnreadable.Error(path, "there is no such file")
                : (MachineChoice.Of(wish.Source, settings), []);
        }

        var machine = MachineIn(path, query);
        return (machine, MachineRows.Of(path, machine));
    }

    /// <summary>The machine of a table file that is meant.</summary>
    private static MachineIdentity MachineIn(string path, ImmutableArray<(string Key, string Value)> query)
    {
        ImmutableArray<MachineIdentity> known = [.. TableSummary.Read(path).Latencies.Select(group => group.Machine)
            .Where(machine => query.All(entry => IsMeant(machine, entry.Key, entry.Value)))];
        return known is [var only] ? only : throw DiagnosticCatalog.DeviceAmbiguous.Error(path, path, known.Length, string.Join("; ", known.Select(machine =>
            $"device={machine.Device}, provider={machine.Provider}, engine={machine.Engine}, threads={machine.Threads}, level={machine.OptimizationLevel}")));
    }

    private static bool IsMeant(MachineIdentity machine, string key, string value) => key switch
    {
        "device" => machine.Device.Contains(value, StringComparison.OrdinalIgnoreCase),
        "provider" => machine.Provider == value,
        "engine" => machine.Engine.Contains(value, StringComparison.OrdinalIgnoreCase),
        "threads" => machine.Threads.ToString(CultureInfo.InvariantCulture) == value,
        "level" => machine.OptimizationLevel == value,
        _ => throw SettingValues.Bad("--devices", $"{key}={value}", "a device is told by device, provider, engine, threads and level"),
    };

    private static (string Path, ImmutableArray<(string Key, string Value)> Query) Divide(string source)
    {
        var at = source.LastIndexOf('?');
        return at < 0 ? (source, []) : (source[..at], [.. source[(at + 1)..].Split('&').Select(entry =>
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? (entry, "") : (entry[..equals], entry[(equals + 1)..]);
        })]);
    }

    private LatencyTable Published(DeviceWish wish) =>
        settings.Method != FitMethod.Name ? throw Unfit(wish, $"tables in published format are read for '--method {FitMethod.Name}'")
        : workflow.Chains.Length != 1 ? throw Unfit(wish, $"tables in published format are of one chain, and this network has {workflow.Chains.Length}")
        : CandidateCsv.Import(workflow, 0, Outputs.ReadText(wish.Source), wish.Source);

    private static DiagnosticException Unfit(DeviceWish wish, string why) => DiagnosticCatalog.DeviceTableUnfit.Error(wish.Source, wish.Name, why);

    /// <summary>Results are JSON, and tables are not.</summary>
    private static bool IsResults(string path)
    {
        if (!File.Exists(path) || !FileIdentity.IsPlain(path))
        {
            return false;
        }

        try
        {
            using var file = PlainFile.OpenRead(path);
            return file.ReadByte() == '{';
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.FileUnreadable.Error(path, problem.Message);
        }
    }

    private static bool IsCsv(DeviceWish wish) => wish.Source.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private static string? FileOf(DeviceWish wish) => Divide(wish.Source).Path is var path && File.Exists(path) ? path : null;
}
