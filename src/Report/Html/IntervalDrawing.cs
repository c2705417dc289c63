namespace DepthCompress.Report;

/// <summary>Values with their intervals: a dot and a line each, on one axis.</summary>
internal static class IntervalDrawing
{
    private const int Width = 720;
    private const int Left = 150;
    private const int Right = 270;
    private const int Row = 30;

    /// <summary>The drawing.</summary>
    internal static string Draw(ReportBlock.Intervals intervals)
    {
        var height = (intervals.Rows.Length * Row) + 10;
        var svg = new Svg(Width, height, intervals.Title);
        var axis = new Axis(intervals.Rows.SelectMany(row => new[] { row.Low, row.Value, row.High }), Left, Width - Right);
        for (var i = 0; i < intervals.Rows.Length; i++)
        {
            var row = intervals.Rows[i];
            var y = 5 + (i * Row) + (Row / 2.0);
            svg.Path("rule", $"M{Left} {y:0.#}H{Width - Right}");
            svg.Path("whisker", $"M{axis.At(row.Low):0.#} {y:0.#}H{axis.At(row.High):0.#}M{axis.At(row.Low):0.#} {y - 5:0.#}v10M{axis.At(row.High):0.#} {y - 5:0.#}v10");
            svg.Disc(i == 0 ? "dot first" : "dot", axis.At(row.Value), y, 5);
            svg.Label(Left - 12, y + 4, "end", row.Name);
            svg.Label(Width - Right + 12, y + 4, "start", row.Text);
        }

        return svg.Close();
    }
}
