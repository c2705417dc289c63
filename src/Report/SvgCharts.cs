using System.Globalization;
using System.Text;

namespace DepthCompress.Report;

/// <summary>Small charts as inline SVG.</summary>
internal static class SvgCharts
{
    private const int Width = 560;
    private const int Height = 260;
    private const int Margin = 48;

    /// <summary>Points joined by a line, one of them marked; x grows to the right, y upward.</summary>
    public static string Curve(IReadOnlyList<(double X, double Y)> points, (double X, double Y) marked, string xTitle, string yTitle)
    {
        var (left, right) = Range(points.Select(point => point.X).Append(marked.X));
        var (bottom, top) = Range(points.Select(point => point.Y).Append(marked.Y));
        var svg = Open(Height);
        svg.Append(Invariant($"<path class=\"axis\" d=\"M{Margin} 12V{Height - Margin}H{Width - 12}\"/>"));
        svg.Append(
            $"<polyline class=\"curve\" points=\"{string.Join(' ', points.Select(point => Invariant($"{X(point.X):0.#},{Y(point.Y):0.#}")))}\"/>");
        svg.Append(Invariant($"<circle class=\"mark\" cx=\"{X(marked.X):0.#}\" cy=\"{Y(marked.Y):0.#}\" r=\"5\"/>"));
        Label(svg, Margin, Height - 30, "start", Invariant($"{left:0.00}"));
        Label(svg, Width - 12, Height - 30, "end", Invariant($"{right:0.00}"));
        Label(svg, Width / 2, Height - 10, "middle", xTitle);
        Label(svg, Margin - 4, 20, "end", Invariant($"{top:0.###}"));
        Label(svg, Margin - 4, Height - Margin, "end", Invariant($"{bottom:0.###}"));
        Label(svg, Margin + 6, 20, "start", yTitle);
        return svg.Append("</svg>").ToString();

        double X(double value) => Margin + ((Width - 12 - Margin) * (value - left) / (right - left));
        double Y(double value) => Height - Margin - ((Height - Margin - 12) * (value - bottom) / (top - bottom));
    }

    /// <summary>Horizontal bars from zero.</summary>
    public static string Bars(IReadOnlyList<(string Name, double Value, string Text)> bars)
    {
        const int Row = 34;
        var most = Math.Max(1e-12, bars.Max(bar => bar.Value));
        var svg = Open((bars.Count * Row) + 8);
        for (var i = 0; i < bars.Count; i++)
        {
            var y = 6 + (i * Row);
            svg.Append(
                Invariant($"<rect class=\"bar\" x=\"110\" y=\"{y}\" width=\"{(Width - 230) * bars[i].Value / most:0.#}\" height=\"22\"/>"));
            Label(svg, 102, y + 16, "end", bars[i].Name);
            Label(svg, 118 + (int)((Width - 230) * bars[i].Value / most), y + 16, "start", bars[i].Text);
        }

        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Open(int height) =>
        new(Invariant(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" role=\"img\">"));

    private static void Label(StringBuilder svg, int x, int y, string anchor, string text) =>
        svg.Append(Invariant($"<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{System.Net.WebUtility.HtmlEncode(text)}</text>"));

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        var (low, high) = (values.Min(), values.Max());
        return high > low ? (low, high) : (low - 0.5, high + 0.5);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
