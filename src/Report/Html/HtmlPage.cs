using System.Net;
using System.Text;

namespace DepthCompress.Report;

/// <summary>A document as one HTML file: styles, scripts and figures are inside, and the page forbids itself any request.</summary>
internal static class HtmlPage
{
    /// <summary>The whole text.</summary>
    internal static string Format(ReportDocument document)
    {
        var charts = new ChartData();
        var body = new StringBuilder();
        AppendBody(body, document, charts);
        var scripts = charts.IsEmpty || Asset.ChartScript is null ? [Asset.Script] : new[] { Asset.ChartScript, Asset.Script };
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {string.Join(' ', scripts.Select(Asset.HashOf))}\">\n");
        html.Append($"<title>{Encode(document.Title)}</title>\n<style>{(charts.IsEmpty ? "" : Asset.ChartStyle)}\n{Asset.Style}</style>\n</head>\n<body>\n");
        html.Append(body);
        if (!charts.IsEmpty)
        {
            html.Append($"<script type=\"application/json\" id=\"charts\">{charts.ToJson()}</script>\n");
        }

        html.AppendJoin("", scripts.Select(script => $"<script>{script}</script>\n"));
        return html.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>A text that stands for itself, between tags and in attributes.</summary>
    internal static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static void AppendBody(StringBuilder html, ReportDocument document, ChartData charts)
    {
        html.Append("<a class=\"skip-link\" href=\"#content\">Skip to the content</a>\n<header>\n<div class=\"bar\">");
        html.Append($"<p class=\"kind\">DepthCompress <span>{Encode(document.Kind)}</span></p>");
        html.Append("<button id=\"theme\" type=\"button\" hidden>Theme: automatic</button></div>\n");
        html.Append($"<h1 class=\"{(document.IsGood ? "met" : "missed")}\">{Encode(document.Title)}</h1>\n");
        html.Append("<nav aria-label=\"Sections\"><ul>").AppendJoin("", document.Blocks.OfType<ReportBlock.Heading>().Select(heading =>
            $"<li><a href=\"#{IdOf(heading.Text)}\">{Encode(heading.Text)}</a></li>")).Append("</ul></nav>\n</header>\n");
        html.Append("<main id=\"content\">\n<section id=\"summary\" aria-label=\"Summary\">\n");
        foreach (var block in document.Blocks)
        {
            if (block is ReportBlock.Heading heading)
            {
                var id = IdOf(heading.Text);
                html.Append($"</section>\n<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{Encode(heading.Text)}</h2>\n");
            }
            else
            {
                HtmlBlocks.Append(html, block, charts);
            }
        }

        html.Append($"</section>\n</main>\n<footer><p>{Encode(document.Imprint)}</p></footer>\n");
    }

    private static string IdOf(string heading) =>
        string.Concat(heading.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-'));
}
