using System.Globalization;
using DepthCompress.GraphIR;
using Microsoft.Data.Sqlite;

namespace DepthCompress.Runtime.Tables;

/// <summary>What a table file holds.</summary>
/// <param name="Latencies">The rows of each machine.</param>
/// <param name="Importances">The rows of each model, metric and data.</param>
public sealed record TableSummary(ImmutableArray<LatencyGroup> Latencies, ImmutableArray<ImportanceGroup> Importances)
{
    /// <summary>Reads a table file, which is left as it is.</summary>
    /// <exception cref="DiagnosticException">DC2111: it is not there; DC2501: it is no table file, or of a newer format.</exception>
    public static TableSummary Read(string path)
    {
        using var file = TableFile.OpenToRead(path);
        return new TableSummary(
            LatenciesOf(file),
            [
                .. file.Rows(
                    "SELECT model, metric, data, COUNT(*), SUM(failure IS NOT NULL), MAX(measured_at) FROM importance "
                    + "GROUP BY model, metric, data ORDER BY model, metric, data",
                    row => new ImportanceGroup(
                        row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4), At(row, 5))),
            ]);
    }

    private static ImmutableArray<LatencyGroup> LatenciesOf(TableFile file)
    {
        // A file of an earlier version knows of no doubts; its noisy rows are doubted as soon as it is used.
        var noisy = TableDoubts.IsNoisy("latency");
        var knows = file.Rows(TableDoubts.Count, row => row.GetInt32(0))[0] > 0;
        var (join, doubted) = knows
            ? ($"LEFT JOIN {TableDoubts.Name} USING (signature, device, provider, engine, threads, level)", "COALESCE(is_open, 0)") : ("", noisy);
        return file.Rows(
            $"SELECT device, provider, engine, threads, level, COUNT(*), MAX(measured_at), TOTAL({noisy}), TOTAL({doubted}) FROM latency {join} "
            + "GROUP BY device, provider, engine, threads, level ORDER BY device, provider, engine, threads, level",
            row => new LatencyGroup(
                new MachineIdentity(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4)),
                row.GetInt32(5), At(row, 6))
            {
                Noisy = (int)row.GetDouble(7),
                Doubted = (int)row.GetDouble(8),
            });
    }

    private static DateTimeOffset At(SqliteDataReader row, int column) =>
        DateTimeOffset.Parse(row.GetString(column), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
