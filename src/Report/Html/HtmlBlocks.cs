using System.Text;
using static DepthCompress.Report.HtmlPage;

namespace DepthCompress.Report;

/// <summary>The parts of a document as HTML.</summary>
internal static class HtmlBlocks
{
    /// <summary>Appends one.</summary>
    internal static void Append(StringBuilder html, ReportBlock block, ChartData charts)
    {
        switch (block)
        {
            case ReportBlock.Subheading heading:
                html.Append($"<h3>{Encode(heading.Text)}</h3>\n");
                break;
            case ReportBlock.Paragraph paragraph:
                html.Append($"<p{(paragraph.IsBad ? " class=\"warning\"" : "")}>{Encode(paragraph.Text)}</p>\n");
                break;
            case ReportBlock.Facts facts:
                AppendFacts(html, facts);
                break;
            case ReportBlock.Table table:
                AppendFolded(html, table.FoldedAs, () => AppendTable(html, table));
                break;
            case ReportBlock.List list:
                html.Append("<ul class=\"lines\">").AppendJoin("", list.Lines.Select(LineOf)).Append("</ul>\n");
                break;
            case ReportBlock.Chart chart:
                AppendChart(html, chart, charts);
                break;
            case ReportBlock.Code code:
                html.Append($"<pre class=\"code\" tabindex=\"0\">{Encode(code.Text)}</pre>\n");
                break;
            case ReportBlock.Json json:
                AppendFolded(html, "Configuration", () => html.Append($"<pre tabindex=\"0\">{Encode(json.Text)}</pre>\n"));
                break;
            default:
                AppendDrawing(html, block);
                break;
        }
    }

    private static void AppendDrawing(StringBuilder html, ReportBlock block)
    {
        switch (block)
        {
            case ReportBlock.Bars bars:
                html.Append("<figure>").Append(SvgCharts.Bars(bars.Rows)).Append("</figure>\n");
                break;
            case ReportBlock.Intervals intervals:
                html.Append($"<figure class=\"intervals\"><figcaption>{Encode(intervals.Title)}</figcaption>").Append(IntervalDrawing.Draw(intervals)).Append("</figure>\n");
                break;
            case ReportBlock.LayerMap map:
                html.Append("<figure class=\"map\"><div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Layers before and after; arrow keys go from layer to layer\">")
                    .Append(new LayerMapDrawing(map).Draw()).Append("</div><p class=\"info\" role=\"status\">Point at a layer, or go there with the arrow keys, to read what became of it and why.</p></figure>\n");
                break;
            case ReportBlock.HeatMap map:
                html.Append($"<figure class=\"heat\"><figcaption>{Encode(map.Title)}</figcaption><div class=\"scroll\" tabindex=\"0\">")
                    .Append(HeatMapDrawing.Draw(map)).Append("</div><p class=\"info\" role=\"status\">Point at a cell to read its figures.</p></figure>\n");
                break;
            case ReportBlock.Widths widths:
                html.Append($"<figure><figcaption>{Encode(widths.Title)}</figcaption>").Append(WidthDrawing.Draw(widths)).Append("</figure>\n");
                break;
            case ReportBlock.Scatter scatter:
                html.Append("<figure>").Append(ComparisonChart.Draw(scatter)).Append("</figure>\n");
                break;
        }
    }

    private static void AppendFacts(StringBuilder html, ReportBlock.Facts facts)
    {
        html.Append("<dl class=\"facts\">");
        foreach (var (label, value, note, isGood) in facts.Cards)
        {
            html.Append($"<div{ClassOf(isGood)}><dt>{Encode(label)}</dt><dd>{Encode(value)}</dd><dd class=\"note\">{Encode(note)}</dd></div>");
        }

        html.Append("</dl>\n");
    }

    private static void AppendFolded(StringBuilder html, string? title, Action append)
    {
        html.Append(title is null ? "" : $"<details><summary>{Encode(title)}</summary>\n");
        append();
        html.Append(title is null ? "" : "</details>\n");
    }

    private static void AppendTable(StringBuilder html, ReportBlock.Table table)
    {
        html.Append("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>").AppendJoin("", table.Columns.Select(column =>
            $"<th scope=\"col\"{(column.IsNumber ? " class=\"n\"" : "")}>{Encode(column.Title)}</th>")).Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                var isNumber = table.Columns[i].IsNumber;
                html.Append(i == 0 && !isNumber ? $"<th scope=\"row\">{Encode(row[i])}</th>"
                    : $"<td{(isNumber ? " class=\"n\"" : "")}>{Encode(row[i])}</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div>\n");
    }

    private static void AppendChart(StringBuilder html, ReportBlock.Chart chart, ChartData charts)
    {
        html.Append($"<figure class=\"chart\"><figcaption>{Encode(chart.Title)}</figcaption><div data-chart=\"{charts.Add(chart)}\"></div>");
        AppendFolded(html, "Figures", () => AppendTable(html, chart.Figures()));
        html.Append("</figure>\n");
    }

    private static string LineOf((string Text, bool? IsGood) line) =>
        $"<li{ClassOf(line.IsGood)}>{line.IsGood switch { true => "<b>passed</b> ", false => "<b>failed</b> ", null => "" }}{Encode(line.Text)}</li>";

    private static string ClassOf(bool? isGood) => isGood switch { true => " class=\"met\"", false => " class=\"missed\"", null => "" };
}
