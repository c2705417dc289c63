using System.Net;
using System.Text;

namespace DepthCompress.Report;

/// <summary>A comparison as one HTML file that needs nothing else, no script and no network; readable in the dark.</summary>
public static class ComparisonHtml
{
    private const string Style = """
        :root{color-scheme:light dark;--back:#fff;--text:#222;--line:#ddd;--soft:#666;--code:#f5f5f5;--good:#15803d;--bad:#b91c1c}
        @media (prefers-color-scheme:dark){:root{--back:#16181d;--text:#e5e7eb;--line:#3a3f4a;--soft:#a3a9b6;--code:#22252c;--good:#4ade80;--bad:#f87171}}
        body{font:15px/1.5 system-ui,sans-serif;max-width:84em;margin:2em auto;padding:0 1em;color:var(--text);background:var(--back)}
        .wide{overflow-x:auto}table{border-collapse:collapse;margin:1em 0;font-size:14px}
        td,th{padding:.25em .7em;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}tr.best td{font-weight:600}
        code,pre{font-size:13px;background:var(--code);overflow-x:auto}.bad{color:var(--bad)}
        svg{max-width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:var(--text)}
        """;

    /// <summary>The whole text.</summary>
    public static string Format(ComparisonReport report)
    {
        var html = new StringBuilder();
        var title = Encode($"{Path.GetFileName(report.Model)}: methods compared");
        html.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.Append($"<title>{title}</title><style>{Style}{ComparisonChart.Style}</style></head><body>\n<h1>{title}</h1>\n");
        html.Append(ComparisonChart.Draw(report));
        AppendTable(html, report);
        html.Append("<ul>").AppendJoin("", ComparisonText.Lines(report).Select(line => $"<li>{Encode(line)}</li>")).Append("</ul>\n");
        foreach (var warning in report.Warnings)
        {
            html.Append($"<p class=\"bad\">{Encode(warning.ToLine(report.Model))}</p>\n");
        }

        html.Append($"<p>Version {Encode(report.ToolVersion)}. SHA-256 of the model: <code>{Encode(report.ModelDigest)}</code></p>\n");
        return html.Append($"<pre>{Encode(report.Configuration.ToJsonString())}</pre>\n</body></html>\n").ToString();
    }

    private static void AppendTable(StringBuilder html, ComparisonReport report)
    {
        var columns = ComparisonTable.Columns(report);
        html.Append("<div class=\"wide\"><table><tr>");
        foreach (var (title, isNumber) in columns)
        {
            html.Append($"<th{(isNumber ? " class=\"n\"" : "")}>{Encode(title)}</th>");
        }

        html.Append("</tr>\n");
        foreach (var (cells, row) in ComparisonTable.Rows(report).Zip(report.Rows.Prepend(null)))
        {
            html.Append(row is { IsBest: true } ? "<tr class=\"best\">" : row is { Outcome: null } ? "<tr class=\"bad\">" : "<tr>");
            foreach (var (cell, (_, isNumber)) in cells.Zip(columns))
            {
                html.Append($"<td{(isNumber ? " class=\"n\"" : "")}>{Encode(cell)}</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</table></div>\n");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
