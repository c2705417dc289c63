using System.Text;

namespace DepthCompress;

/// <summary>Columns of plain text; a title that begins with '&gt;' aligns its column to the right.</summary>
internal sealed class TextTable(params string[] titles)
{
    private readonly List<string[]> rows = [];

    internal void Add(params string[] cells) => rows.Add(cells);

    internal void WriteTo(Session session, string indent = "  ")
    {
        string[] heads = [.. titles.Select(title => title.TrimStart('>'))];
        int[] widths = [.. heads.Select((head, column) => rows.Select(row => row[column].Length).Append(head.Length).Max())];
        session.Say(indent + Line(heads, widths));
        foreach (var row in rows)
        {
            session.Say(indent + Line(row, widths));
        }
    }

    private string Line(string[] cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var column = 0; column < cells.Length; column++)
        {
            line.Append(column == 0 ? "" : "  ");
            line.Append(titles[column].StartsWith('>') ? cells[column].PadLeft(widths[column]) : cells[column].PadRight(widths[column]));
        }

        return line.ToString().TrimEnd();
    }
}
