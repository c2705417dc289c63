using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Tables;

/// <summary>The rows of a table file, which is left as it is.</summary>
public static class MachineRows
{
    /// <summary>All latencies of one machine.</summary>
    /// <exception cref="DiagnosticException">DC2111: it is not there; DC2501: it is no table file, or of a newer format.</exception>
    public static ImmutableArray<LatencyRow> Of(string path, MachineIdentity machine)
    {
        using var file = TableFile.OpenToRead(path);
        return
        [
            .. file.Rows(
                "SELECT signature, device, provider, engine, threads, level, description, median, half_width, p10, p10_half_width, noise, measured_at "
                + "FROM latency",
                row => new LatencyRow(
                    new LatencyKey(row.GetString(0),
                        new MachineIdentity(row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.GetString(5))),
                    row.GetString(6),
                    new LatencyEstimate(
                        row.GetDouble(7), row.GetDouble(8), row.GetDouble(9), row.GetDouble(10), [], Enum.Parse<NoiseVerdict>(row.GetString(11))),
                    DateTimeOffset.Parse(row.GetString(12), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)))
                .Where(row => row.Key.Machine == machine),
        ];
    }
}
