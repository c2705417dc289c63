using System.Text.Json.Serialization;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// What a device found out about the networks of a bundle: the file that <c>measure-bundle</c> writes, and that <c>profile --import</c> and
/// the planning for devices read.
/// </summary>
internal sealed record DeviceLatencies
{
    /// <summary>The form this version writes, and the only one it reads.</summary>
    internal const string CurrentSchema = "depthcompress/latencies/1";

    /// <summary>The form of the file.</summary>
    public required string Schema { get; init; }

    /// <summary>The version of the program that measured.</summary>
    public required string Tool { get; init; }

    /// <summary>SHA-256 of the model whose networks they are.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the manifest of the bundle they came in.</summary>
    public required string Bundle { get; init; }

    /// <summary>What the latencies are true of, as it stands in the keys of the latency table.</summary>
    public required MachineIdentity Machine { get; init; }

    /// <summary>The device in words: processor, cores, system, engine, how busy it was.</summary>
    public required string Device { get; init; }

    /// <summary>Seconds that one measurement might take.</summary>
    public required double MeasureSeconds { get; init; }

    /// <summary>The networks of the bundle.</summary>
    public required int Networks { get; init; }

    /// <summary>What was measured so far, in the order of the bundle.</summary>
    public required ImmutableArray<DeviceLatency> Rows { get; init; }

    /// <summary>SHA-256 of all the rest: it shows a file that was damaged or edited, and is no signature. Null until it is written.</summary>
    public string? Digest { get; init; }

    /// <summary>Whether every network was measured.</summary>
    [JsonIgnore]
    public bool IsComplete => Rows.Length == Networks;

    /// <summary>The rows as those of a latency table.</summary>
    internal IEnumerable<LatencyRow> TableRows => Rows.Select(row => row.ToRow(Machine));
}
