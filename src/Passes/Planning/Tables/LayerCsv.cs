using System.Globalization;
using System.Text;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// The tables of the pruning-only baseline as text: latencies <c>index,time,stdev</c> of every layer, and importances
/// <c>,id,index,importance</c> of those that may go. A layer without importance must stay.
/// </summary>
public static class LayerCsv
{
    /// <summary>Reads the latencies; nothing is known of importances yet.</summary>
    /// <exception cref="GraphIR.DiagnosticException"><see cref="GraphIR.DiagnosticCatalog.MalformedTable"/>.</exception>
    public static ImmutableArray<LayerRow> ParseLatencies(string text, string? file = null)
    {
        var table = new CsvTable(text, file, "index", "time");
        return table.Read(
            row => new LayerRow(table.Position(row, "index"), table.Number(row, "time"), null)
            {
                Deviation = table.Has("stdev") ? table.Number(row, "stdev") : 0,
            },
            row => row.Position);
    }

    /// <summary>Reads what keeping layers is worth, by position.</summary>
    /// <exception cref="GraphIR.DiagnosticException"><see cref="GraphIR.DiagnosticCatalog.MalformedTable"/>.</exception>
    public static ImmutableSortedDictionary<int, double> ParseImportances(string text, string? file = null)
    {
        var table = new CsvTable(text, file, "index", "importance");
        return table.Read(row => (Position: table.Position(row, "index"), Value: table.Number(row, "importance")), row => row.Position)
            .ToImmutableSortedDictionary(row => row.Position, row => row.Value);
    }

    /// <summary>Writes the latencies.</summary>
    public static string FormatLatencies(ImmutableArray<LayerRow> rows)
    {
        var text = new StringBuilder("index,time,stdev\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{row.Position},{CsvTable.Write(row.Milliseconds)},{CsvTable.Write(row.Deviation)}\n");
        }

        return text.ToString();
    }

    /// <summary>Writes the importances of the layers that have one.</summary>
    public static string FormatImportances(ImmutableArray<LayerRow> rows)
    {
        var text = new StringBuilder(",id,index,importance\n");
        foreach (var (row, id) in rows.Where(row => row.Importance is not null).Select((row, id) => (row, id)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{id},{id},{row.Position},{CsvTable.Write(row.Importance!.Value)}\n");
        }

        return text.ToString();
    }
}
