using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>The latency of one network on a device; milliseconds.</summary>
/// <param name="Signature">The structure of the network with its inputs: what the row of the table is found by.</param>
/// <param name="Description">The network in words.</param>
/// <param name="Median">The median.</param>
/// <param name="HalfWidth">Half the width of its confidence interval.</param>
/// <param name="P10">The 10th percentile.</param>
/// <param name="P10HalfWidth">Half the width of its confidence interval.</param>
/// <param name="Noise">The verdict on the device while it was measured.</param>
/// <param name="MeasuredAt">When.</param>
internal sealed record DeviceLatency(
    string Signature, string Description, double Median, double HalfWidth, double P10, double P10HalfWidth, NoiseVerdict Noise, DateTimeOffset MeasuredAt)
{
    /// <summary>Of a row that was measured.</summary>
    internal static DeviceLatency Of(LatencyRow row) => new(row.Key.Signature, row.Description, row.Estimate.Median, row.Estimate.HalfWidth,
        row.Estimate.P10, row.Estimate.P10HalfWidth, row.Estimate.Noise, row.MeasuredAt);

    /// <summary>As a row of the latency table.</summary>
    internal LatencyRow ToRow(MachineIdentity machine) =>
        new(new LatencyKey(Signature, machine), Description, new LatencyEstimate(Median, HalfWidth, P10, P10HalfWidth, [], Noise), MeasuredAt);
}
