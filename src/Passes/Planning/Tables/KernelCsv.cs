using System.Globalization;
using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// LayerMerge's two tables as text: latencies <c>id,st,end,ker,str,is_dw,time,stdev</c>, and importances
/// <c>,id,st,end,ker,str,is_dw,conv_comb,importance</c>. They are paired by key, not by position.
/// </summary>
public static class KernelCsv
{
    /// <summary>Reads both tables and pairs their rows; the order is that of the latencies.</summary>
    /// <param name="latencies">The text of the latency table.</param>
    /// <param name="importances">The text of the importance table.</param>
    /// <param name="latencyFile">Where the first is from, for messages.</param>
    /// <param name="importanceFile">Where the second is from.</param>
    /// <exception cref="DiagnosticException"><see cref="DiagnosticCatalog.MalformedTable"/>, also where a row has no partner.</exception>
    public static ImmutableArray<KernelRow> Parse(
        string latencies, string importances, string? latencyFile = null, string? importanceFile = null)
    {
        var worth = new CsvTable(importances, importanceFile, "st", "end", "ker", "str", "is_dw", "conv_comb", "importance");
        var partners = worth
            .Read(row => (Key: Key(worth, row), Kept: worth.List(row, "conv_comb"), Value: worth.Number(row, "importance")), row => row.Key)
            .ToDictionary(row => row.Key);
        var time = new CsvTable(latencies, latencyFile, "st", "end", "ker", "str", "is_dw", "time");
        return time.Read(
            row =>
            {
                var key = Key(time, row);
                var (_, kept, value) = partners.TryGetValue(key, out var partner)
                    ? partner
                    : throw DiagnosticCatalog.MalformedTable.Error(importanceFile, 1, $"no row for {Words(key)}, which has a latency");
                return new KernelRow(key.Segment, key.Kernel, key.Stride, key.Depthwise, time.Number(row, "time"), value, kept)
                {
                    Deviation = time.Has("stdev") ? time.Number(row, "stdev") : 0,
                };
            },
            row => (row.Segment, row.Kernel, row.Stride, row.Depthwise));
    }

    /// <summary>Writes the latency table.</summary>
    public static string FormatLatencies(ImmutableArray<KernelRow> rows) => Format(
        "id,st,end,ker,str,is_dw,time,stdev",
        rows,
        row => $"{CsvTable.Write(row.Milliseconds)},{CsvTable.Write(row.Deviation)}",
        id => $"{id}");

    /// <summary>Writes the importance table.</summary>
    public static string FormatImportances(ImmutableArray<KernelRow> rows) => Format(
        ",id,st,end,ker,str,is_dw,conv_comb,importance",
        rows,
        row => $"{Tuple(row.Kept)},{CsvTable.Write(row.Importance)}",
        id => $"{id},{id}");

    private static (Segment Segment, int Kernel, int Stride, bool Depthwise) Key(CsvTable table, int row) =>
        (table.Segment(row), table.Integer(row, "ker"), table.Integer(row, "str"), table.Flag(row, "is_dw"));

    private static string Words((Segment Segment, int Kernel, int Stride, bool Depthwise) key) =>
        $"{key.Segment} with kernel {key.Kernel}, stride {key.Stride}, depthwise {key.Depthwise}";

    private static string Format(string header, ImmutableArray<KernelRow> rows, Func<KernelRow, string> values, Func<int, string> ids)
    {
        var text = new StringBuilder(header).Append('\n');
        for (var id = 0; id < rows.Length; id++)
        {
            var row = rows[id];
            text.Append(CultureInfo.InvariantCulture, $"{ids(id)},{row.Segment.Start},{row.Segment.End},{row.Kernel},{row.Stride},");
            text.Append(CultureInfo.InvariantCulture, $"{CsvTable.Write(row.Depthwise)},{values(row)}\n");
        }

        return text.ToString();
    }

    /// <summary>As printed by the published programs; quoted where it holds a comma.</summary>
    private static string Tuple(ImmutableArray<int> items) => items.Length switch
    {
        0 => "()",
        1 => $"\"({items[0]},)\"",
        _ => $"\"({string.Join(", ", items)})\"",
    };
}
