using System.Globalization;
using System.Text;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// The two-stage method's latency tables as text: <c>id,st,end,time,stdev</c>, and with <c>breaks</c> where the rows have cuts. Times are
/// milliseconds; <c>id</c> counts rows and is not relied on.
/// </summary>
public static class LatencyCsv
{
    /// <summary>Reads a table.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Where it is from, for messages.</param>
    /// <exception cref="GraphIR.DiagnosticException"><see cref="GraphIR.DiagnosticCatalog.MalformedTable"/>.</exception>
    public static ImmutableArray<SegmentLatency> Parse(string text, string? file = null)
    {
        var table = new CsvTable(text, file, "st", "end", "time");
        return table.Read(
            row => new SegmentLatency(table.Segment(row), table.Number(row, "time"), table.Has("stdev") ? table.Number(row, "stdev") : 0)
            {
                Cuts = table.Has("breaks") ? table.List(row, "breaks") : [],
            },
            row => row.Segment);
    }

    /// <summary>Writes a table.</summary>
    public static string Format(ImmutableArray<SegmentLatency> rows)
    {
        var withCuts = rows.Any(row => row.Cuts.Length > 0);
        var text = new StringBuilder("id,st,end,time,stdev").Append(withCuts ? ",breaks\n" : "\n");
        for (var id = 0; id < rows.Length; id++)
        {
            var (segment, milliseconds, deviation) = rows[id];
            text.Append(CultureInfo.InvariantCulture, $"{id},{segment.Start},{segment.End},");
            text.Append(CultureInfo.InvariantCulture, $"{CsvTable.Write(milliseconds)},{CsvTable.Write(deviation)}");
            text.Append(withCuts ? $",\"{string.Join(',', rows[id].Cuts)}\"\n" : "\n");
        }

        return text.ToString();
    }
}
