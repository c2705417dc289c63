namespace DepthCompress.Report;

/// <summary>How wide layers were and are: an outline for what was, filled as far as it is.</summary>
internal static class WidthDrawing
{
    private const int Width = 900;
    private const int Left = 300;
    private const int Right = 130;
    private const int Row = 20;
    private const int LongestName = 46;

    /// <summary>The drawing.</summary>
    internal static string Draw(ReportBlock.Widths widths)
    {
        var most = Math.Max(1, widths.Rows.Max(row => row.Before));
        var svg = new Svg(Width, (widths.Rows.Length * Row) + 4, $"{widths.Title}: {widths.Rows.Length} rows");
        for (var i = 0; i < widths.Rows.Length; i++)
        {
            var (name, before, after) = widths.Rows[i];
            var (y, scale) = ((i * Row) + 3.0, (Width - Left - Right) / most);
            svg.Label(Left - 10, y + 11, "end", name.Length > LongestName ? $"...{name[^LongestName..]}" : name);
            svg.Box("was", Left, y, before * scale, Row - 6, $"{name}: {Figures.Text(after, "0.#")} of {Figures.Text(before, "0.#")}");
            svg.Box("is", Left, y, after * scale, Row - 6);
            svg.Label(Left + (before * scale) + 8, y + 11, "start", $"{Figures.Text(after, "0.#")} of {Figures.Text(before, "0.#")}", "number");
        }

        return svg.Close();
    }
}
