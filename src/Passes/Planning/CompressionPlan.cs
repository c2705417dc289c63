using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>The decision, by the names of the layer sites: the file one reviews, edits and commits. Sites not named are kept.</summary>
public sealed record CompressionPlan
{
    /// <summary>The format, with its version.</summary>
    public const string CurrentSchema = "depthcompress/plan/1";

    /// <summary><see cref="CurrentSchema"/>.</summary>
    public required string Schema { get; init; }

    /// <summary>The version of the tool that made it.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>SHA-256 of the model it belongs to.</summary>
    public required string ModelDigest { get; init; }

    /// <summary>What its latencies are true of.</summary>
    public required MachineIdentity Machine { get; init; }

    /// <summary>The sizes of the inputs the latencies were measured with, batch first.</summary>
    public required ImmutableArray<ImmutableArray<int>> InputShapes { get; init; }

    /// <summary>The calibration set it was made with, and the seed.</summary>
    public required string Calibration { get; init; }

    /// <summary>The seed of everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>The measure of quality in <see cref="PlannedSegment.Importance"/>.</summary>
    public required string Metric { get; init; }

    /// <summary>The latency of the original, measured.</summary>
    public required double OriginalMilliseconds { get; init; }

    /// <summary>The latency the tables promise.</summary>
    public required double PredictedMilliseconds { get; init; }

    /// <summary>The change of quality the tables promise; not a number (null in the file) where the method estimates none.</summary>
    [JsonConverter(typeof(EstimateConverter))]
    public required double PredictedChange { get; init; }

    /// <summary>
    /// What a target that names no device is about: <c>max</c>: each of them; <c>weighted</c>: the weighted mean. Null where the plan is for one machine.
    /// </summary>
    public string? Objective { get; init; }

    /// <summary>The devices that it is for, the one of <see cref="Machine"/> first; null where it is for one machine.</summary>
    public ImmutableArray<PlannedDevice>? Devices { get; init; }

    /// <summary>The settings it was made with, as <c>depthcompress.json</c> spells them; data and preprocessing are taken from here when it is applied.</summary>
    public JsonObject? Configuration { get; init; }

    /// <summary>The decisions, front to back.</summary>
    public required ImmutableArray<PlannedSegment> Segments { get; init; }
}
