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
    private const string Derived = "importance";

    /// <summary>Reads the latency table.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Where it is from, for messages.</param>
    /// <exception cref="DiagnosticException"><see cref="DiagnosticCatalog.MalformedTable"/>.</exception>
    public static ImmutableArray<KernelLatency> ParseLatencies(string text, string? file = null)
    {
        var table = new CsvTable(text, file, "st", "end", "ker", "str", "is_dw", "time");
        return table.Read(
            row => new KernelLatency(Key(table, row), table.Number(row, "time"), table.Has("stdev") ? table.Number(row, "stdev") : 0),
            row => row.Key);
    }

    /// <summary>
    /// Reads the importance table, normalized (<c>importance</c>) or as measured (<c>val_acc</c>, <c>val_loss_ratio</c>).
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Where it is from, for messages.</param>
    /// <exception cref="DiagnosticException"><see cref="DiagnosticCatalog.MalformedTable"/>.</exception>
    public static ImmutableArray<KernelImportance> ParseImportances(string text, string? file = null)
    {
        var table = new CsvTable(text, file, "st", "end", "ker", "str", "is_dw", "conv_comb");
        var (column, score) = ScoreColumn.Of(table, Derived);
        return table.Read(
            row => new KernelImportance(Key(table, row), table.List(row, "conv_comb"), Worth(table.Number(row, column), score)),
            row => row.Key);
    }

    /// <summary>Reads both tables and pairs their rows; the order is that of the latencies.</summary>
    /// <param name="latencies">The text of the latency table.</param>
    /// <param name="importances">The text of the importance table.</param>
    /// <param name="latencyFile">Where the first is from, for messages.</param>
    /// <param name="importanceFile">Where the second is from.</param>
    /// <exception cref="DiagnosticException"><see cref="DiagnosticCatalog.MalformedTable"/>, also where a row has no partner.</exception>
    public static ImmutableArray<KernelRow> Parse(
        string latencies, string importances, string? latencyFile = null, string? importanceFile = null)
    {
        var partners = ParseImportances(importances, importanceFile).ToDictionary(row => row.Key);
        return
        [
            .. ParseLatencies(latencies, latencyFile).Select(row => partners.TryGetValue(row.Key, out var partner)
                ? new KernelRow(
                    row.Key.Segment, row.Key.Kernel, row.Key.Stride, row.Key.Depthwise, row.Milliseconds, partner.Importance, partner.Kept)
                {
                    Deviation = row.Deviation,
                }
                : throw DiagnosticCatalog.MalformedTable.Error(importanceFile, 1, $"no row for {row.Key}, which has a latency")),
        ];
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

    private static KernelKey Key(CsvTable table, int row) =>
        new(table.Segment(row), table.Integer(row, "ker"), table.Integer(row, "str"), table.Flag(row, "is_dw"));

    private static double Worth(double value, Score score) => score is Score.Derived ? value : Math.Exp(score.Change(value));

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
