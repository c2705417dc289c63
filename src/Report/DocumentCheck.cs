namespace DepthCompress.Report;

/// <summary>Whether a document made of a file that may hold anything can be drawn: every text is there, every row has its columns.</summary>
internal static class DocumentCheck
{
    /// <summary>Looks at every part.</summary>
    /// <returns>The same document.</returns>
    /// <exception cref="FormatException">A text is missing, or figures do not fit together.</exception>
    internal static ReportDocument Sound(ReportDocument document)
    {
        foreach (var block in document.Blocks)
        {
            Check(block);
        }

        return document;
    }

    private static void Check(ReportBlock block)
    {
        switch (block)
        {
            case ReportBlock.Heading heading: Need(heading.Text); break;
            case ReportBlock.Subheading heading: Need(heading.Text); break;
            case ReportBlock.Paragraph paragraph: Need(paragraph.Text); break;
            case ReportBlock.Facts facts: Need([.. facts.Cards.SelectMany(card => new[] { card.Label, card.Value, card.Note })]); break;
            case ReportBlock.Table table: Check(table); break;
            case ReportBlock.Bars bars: Need(bars.Rows.Length > 0); Need([.. bars.Rows.SelectMany(row => new[] { row.Name, row.Text })]); break;
            case ReportBlock.List list: Need([.. list.Lines.Select(line => line.Text)]); break;
            case ReportBlock.Chart chart: Need([chart.Title, chart.XTitle, .. chart.Series.Select(series => series.Name)]); break;
            case ReportBlock.Intervals intervals: Need([intervals.Title, .. intervals.Rows.SelectMany(row => new[] { row.Name, row.Text })]); break;
            case ReportBlock.LayerMap map: Check(map); break;
            case ReportBlock.HeatMap map: Check(map); break;
            case ReportBlock.Widths widths: Need(widths.Rows.Length > 0); Need([widths.Title, .. widths.Rows.Select(row => row.Name)]); break;
            case ReportBlock.Scatter scatter: Need([scatter.Metric, .. scatter.Points.Select(point => point.Group)]); break;
            case ReportBlock.Code code: Need(code.Text); break;
            case ReportBlock.Json json: Need(json.Text); break;
        }
    }

    private static void Check(ReportBlock.Table table)
    {
        Need([.. table.Columns.Select(column => column.Title)]);
        foreach (var row in table.Rows)
        {
            Need(row.Length <= table.Columns.Length);
            Need([.. row]);
        }
    }

    private static void Check(ReportBlock.LayerMap map)
    {
        Need([map.Chain.End, .. map.Decisions, .. map.Chain.Skips.Select(skip => skip.Shortcut)]);
        foreach (var layer in map.Chain.Layers)
        {
            Need(layer.Name, layer.Form, layer.Fate, layer.Why);
        }
    }

    private static void Check(ReportBlock.HeatMap map)
    {
        Need([map.Title, .. map.Cells.Select(cell => cell.Text)]);
        Need(map.Cells.All(cell => cell.First >= 0 && cell.First <= cell.Last && cell.Last < map.Layers));
    }

    private static void Need(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            _ = text ?? throw new FormatException("a text is missing");
        }
    }

    private static void Need(bool isSound)
    {
        if (!isSound)
        {
            throw new FormatException("its figures do not fit together");
        }
    }
}
