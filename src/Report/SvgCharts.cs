using System.Globalization;
using System.Text;

namespace DepthCompress.Report;

/// <summary>Small charts as inline SVG.</summary>
internal static class SvgCharts
{
    private const int Width = 560;

    /// <summary>Horizontal bars from zero.</summary>
    public static string Bars(IReadOnlyList<(string Name, double Value, string Text)> bars)
    {
        const int Row = 34;
        var most = Math.Max(1e-12, bars.Max(bar => bar.Value));
        var svg = Open((bars.Count * Row) + 8, $"Bars: {string.Join(", ", bars.Select(bar => $"{bar.Name} {bar.Text}"))}");
        for (var i = 0; i < bars.Count; i++)
        {
            var y = 6 + (i * Row);
            svg.Append(
                Invariant($"<rect class=\"bar-fill\" x=\"110\" y=\"{y}\" width=\"{(Width - 230) * bars[i].Value / most:0.#}\" height=\"22\"/>"));
            Label(svg, 102, y + 16, "end", bars[i].Name);
            Label(svg, 118 + (int)((Width - 230) * bars[i].Value / most), y + 16, "start", bars[i].Text);
        }

        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Open(int height, string label) =>
        new(Invariant(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" role=\"img\" aria-label=\"{System.Net.WebUtility.HtmlEncode(label)}\">"));

    private static void Label(StringBuilder svg, int x, int y, string anchor, string text) =>
        svg.Append(Invariant($"<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{System.Net.WebUtility.HtmlEncode(text)}</text>"));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
