using System.Globalization;
using System.Text;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// The two-stage method's importance tables as text. Measured: <c>id,st,end,st_act,end_act</c> and scores, as differences to the
/// original network. Extended: <c>id,st,end,st_act,end_act,imp,breaks</c>.
/// </summary>
public static class ImportanceCsv
{
    private const string Extended = "imp";

    /// <summary>Reads a table.</summary>
    /// <param name="text">The text.</param>
    /// <param name="score">The column of the value; the extended table's by default, <c>val_acc</c> in a measured one.</param>
    /// <param name="file">Where it is from, for messages.</param>
    /// <exception cref="GraphIR.DiagnosticException"><see cref="GraphIR.DiagnosticCatalog.MalformedTable"/>.</exception>
    public static ImmutableArray<BlockImportance> Parse(string text, string score = Extended, string? file = null)
    {
        var table = new CsvTable(text, file, "st", "end", "st_act", "end_act", score);
        return table.Read(
            row => new BlockImportance(table.Segment(row), table.Flag(row, "st_act"), table.Flag(row, "end_act"), table.Number(row, score))
            {
                Cuts = table.Has("breaks") ? table.List(row, "breaks") : [],
            },
            row => (row.Segment, row.StartActive, row.EndActive));
    }

    /// <summary>Reads a table of either kind; the column that counts is the extended value, else the first score that is filled.</summary>
    /// <exception cref="GraphIR.DiagnosticException"><see cref="GraphIR.DiagnosticCatalog.MalformedTable"/>.</exception>
    public static (ImmutableArray<BlockImportance> Rows, Score Score) Read(string text, string? file = null)
    {
        var (column, score) = ScoreColumn.Of(new CsvTable(text, file, "st", "end", "st_act", "end_act"), Extended);
        return (Parse(text, column, file), score);
    }

    /// <summary>Writes a measured table; what nobody measured stays empty.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="score">What their values are: <see cref="Score.Points"/> or <see cref="Score.Loss"/>.</param>
    public static string FormatMeasured(ImmutableArray<BlockImportance> rows, Score score)
    {
        var text = new StringBuilder("id,st,end,st_act,end_act,train_loss,train_acc,val_loss,val_acc\n");
        for (var id = 0; id < rows.Length; id++)
        {
            var (segment, startActive, endActive, value) = rows[id];
            var number = CsvTable.Write(value);
            text.Append(CultureInfo.InvariantCulture,
                $"{id},{segment.Start},{segment.End},{(startActive ? 1 : 0)},{(endActive ? 1 : 0)},,,");
            text.Append(score is Score.Points ? $",{number}\n" : $"{number},\n");
        }

        return text.ToString();
    }

    /// <summary>Writes an extended table.</summary>
    public static string Format(ImmutableArray<BlockImportance> rows)
    {
        var text = new StringBuilder($"id,st,end,st_act,end_act,{Extended},breaks\n");
        for (var id = 0; id < rows.Length; id++)
        {
            var (segment, startActive, endActive, value) = rows[id];
            text.Append(CultureInfo.InvariantCulture, $"{id},{segment.Start},{segment.End},{(startActive ? 1 : 0)},{(endActive ? 1 : 0)},");
            text.Append(CultureInfo.InvariantCulture, $"{CsvTable.Write(value)},\"{string.Join(',', rows[id].Cuts)}\"\n");
        }

        return text.ToString();
    }
}
