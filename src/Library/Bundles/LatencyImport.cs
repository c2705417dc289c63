using DepthCompress.GraphIR;
using DepthCompress.Report;
using DepthCompress.Runtime.Tables;

namespace DepthCompress;

/// <summary>Takes the latencies of a device into the tables.</summary>
internal static class LatencyImport
{
    /// <summary>Adds what the tables lack, all or nothing.</summary>
    /// <param name="latencies">What the device found.</param>
    /// <param name="file">Where it stands.</param>
    /// <param name="modelDigest">The model that plans are made for.</param>
    /// <param name="store">The tables.</param>
    /// <param name="force">Whether figures that differ are replaced.</param>
    /// <returns>How many rows were added or replaced.</returns>
    /// <exception cref="DiagnosticException">DC2763: of another model; DC2765: the tables know it otherwise.</exception>
    internal static int Run(DeviceLatencies latencies, string file, string modelDigest, TableStore store, bool force)
    {
        if (latencies.Model != modelDigest)
        {
            throw DiagnosticCatalog.LatenciesOfAnotherModel.Error(file, latencies.Model, modelDigest);
        }

        var rows = latencies.TableRows.Select(row => (Row: row, Known: store.Find(row.Key))).ToArray();
        var contradiction = rows.FirstOrDefault(pair => pair.Known is { } known && !AreEqual(known.Estimate, pair.Row.Estimate));
        if (contradiction.Known is { } mine && !force)
        {
            var theirs = contradiction.Row;
            throw DiagnosticCatalog.LatenciesContradict.Error(
                file, theirs.Description, Figures.Milliseconds(mine.Estimate.P10), $"{mine.MeasuredAt:u}", Figures.Milliseconds(theirs.Estimate.P10),
                $"{theirs.MeasuredAt:u}", latencies.Machine.Device);
        }

        var added = rows.Where(pair => pair.Known is null || !AreEqual(pair.Known.Estimate, pair.Row.Estimate)).ToArray();
        store.SaveAll(added.Select(pair => pair.Row));
        return added.Length;
    }

    private static bool AreEqual(LatencyEstimate one, LatencyEstimate other) => one.Median == other.Median && one.P10 == other.P10;
}
