using System.Globalization;
using System.Text;

namespace DepthCompress.Report;

/// <summary>Quality against measured speed-up as inline SVG: a line for each method, intervals both ways, the original dashed.</summary>
public static class ComparisonChart
{
    private const int Width = 860;
    private const int Height = 440;
    private const int Left = 70;
    private const int Right = 170;
    private const int Top = 20;
    private const int Bottom = 56;
    private const int Series = 8;

    /// <summary>Colors that people tell apart who see few, darker on light ground and lighter on dark ground.</summary>
    internal const string Style = """
        .frame{fill:none;stroke:var(--soft)}.grid{stroke:var(--line)}.original{stroke:var(--soft);stroke-dasharray:5 4}
        .s0{--c:#0072b2}.s1{--c:#d55e00}.s2{--c:#007f5f}.s3{--c:#b0448f}.s4{--c:#8a6d00}.s5{--c:#333}.s6{--c:#3a86d6}.s7{--c:#7a1fa2}
        @media (prefers-color-scheme:dark){.s0{--c:#56b4e9}.s1{--c:#ff9d5c}.s2{--c:#34d399}.s3{--c:#f19bd4}.s4{--c:#f0d343}.s5{--c:#ddd}.s6{--c:#93c5fd}.s7{--c:#c9a0ff}}
        .line{fill:none;stroke:var(--c);stroke-width:2}.interval{stroke:var(--c);stroke-width:1.2;opacity:.8}.mark{fill:var(--c);stroke:var(--back)}
        """;

    /// <summary>The chart of a comparison; empty where there is nothing to draw.</summary>
    public static string Draw(ComparisonReport report) => report is not { Metric: { } metric, OriginalQuality: { } original } ? ""
        : Draw(new ReportBlock.Scatter(metric, original.Value, [.. report.Finished.Where(row => row.Speed is not null).Select(PointOf)]), report.Methods);

    /// <summary>The chart; a line for each group.</summary>
    internal static string Draw(ReportBlock.Scatter scatter) => Draw(scatter, [.. scatter.Points.Select(point => point.Group).Distinct()]);

    private static string Draw(ReportBlock.Scatter scatter, ImmutableArray<string> groups)
    {
        var (metric, original) = (scatter.Metric, scatter.Original);
        ImmutableArray<ScatterPoint> points = [.. scatter.Points.Where(point => double.IsFinite(point.Quality.Value))];
        var x = new Axis(points.SelectMany(point => new[] { point.Speedup.Low, point.Speedup.High }).Append(1), Left, Width - Right);
        var y = new Axis(points.SelectMany(point => new[] { point.Quality.Low, point.Quality.High }).Append(original), Height - Bottom, Top);
        var svg = new StringBuilder(Invariant(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\">"));
        svg.Append($"<title>{Encode(metric)} against measured speed-up</title>");
        AppendAxes(svg, metric, x, y);
        svg.Append(Invariant($"<line class=\"original\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y.At(original):0.#}\" y2=\"{y.At(original):0.#}\"/>"));
        Label(svg, Width - Right + 8, y.At(original) + 4, "start", "original");
        foreach (var (group, index) in groups.Select((group, index) => (group, index)))
        {
            AppendMethod(svg, index, [.. points.Where(point => point.Group == group).OrderBy(point => point.Speedup.Value)], x, y);
        }

        AppendLegend(svg, groups);
        return svg.Append("</svg>\n").ToString();
    }

    private static ScatterPoint PointOf(ComparisonRow row) => new(row.Method,
        new(row.Speed!.PairedSpeedup, row.Speed.PairedLow, row.Speed.PairedHigh), row.Outcome!.Quality[0].AfterInterval);

    private static void AppendMethod(StringBuilder svg, int index, ImmutableArray<ScatterPoint> points, Axis x, Axis y)
    {
        svg.Append(Invariant($"<g class=\"s{index % Series}\">"));
        svg.Append($"<polyline class=\"line\" points=\"{string.Join(' ', points.Select(point => Invariant($"{x.At(point.Speedup.Value):0.#},{y.At(point.Quality.Value):0.#}")))}\"/>");
        foreach (var point in points)
        {
            var (px, py) = (x.At(point.Speedup.Value), y.At(point.Quality.Value));
            svg.Append(Invariant($"<line class=\"interval\" x1=\"{x.At(point.Speedup.Low):0.#}\" x2=\"{x.At(point.Speedup.High):0.#}\" y1=\"{py:0.#}\" y2=\"{py:0.#}\"/>"));
            svg.Append(Invariant($"<line class=\"interval\" x1=\"{px:0.#}\" x2=\"{px:0.#}\" y1=\"{y.At(point.Quality.Low):0.#}\" y2=\"{y.At(point.Quality.High):0.#}\"/>"));
            AppendMark(svg, index, px, py);
        }

        svg.Append("</g>");
    }

    /// <summary>Shapes differ, too: colors alone do not tell all of them apart for everybody.</summary>
    private static void AppendMark(StringBuilder svg, int index, double x, double y) => svg.Append((index % 4) switch
    {
        0 => Invariant($"<circle class=\"mark\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"5\"/>"),
        1 => Invariant($"<rect class=\"mark\" x=\"{x - 4.5:0.#}\" y=\"{y - 4.5:0.#}\" width=\"9\" height=\"9\"/>"),
        2 => Invariant($"<path class=\"mark\" d=\"M{x:0.#} {y - 6:0.#}L{x + 6:0.#} {y + 5:0.#}H{x - 6:0.#}Z\"/>"),
        _ => Invariant($"<path class=\"mark\" d=\"M{x:0.#} {y - 6:0.#}L{x + 6:0.#} {y:0.#}L{x:0.#} {y + 6:0.#}L{x - 6:0.#} {y:0.#}Z\"/>"),
    });

    private static void AppendLegend(StringBuilder svg, ImmutableArray<string> methods)
    {
        foreach (var (method, index) in methods.Select((method, index) => (method, index)))
        {
            var y = Height - Bottom - (20 * (methods.Length - index)) + 8;
            svg.Append(Invariant($"<g class=\"s{index % Series}\">"));
            svg.Append(Invariant($"<line class=\"line\" x1=\"{Width - Right + 12}\" x2=\"{Width - Right + 40}\" y1=\"{y}\" y2=\"{y}\"/>"));
            AppendMark(svg, index, Width - Right + 26, y);
            svg.Append("</g>");
            Label(svg, Width - Right + 48, y + 4, "start", method);
        }
    }

    private static void AppendAxes(StringBuilder svg, string metric, Axis x, Axis y)
    {
        foreach (var tick in x.Ticks)
        {
            svg.Append(Invariant($"<line class=\"grid\" x1=\"{x.At(tick):0.#}\" x2=\"{x.At(tick):0.#}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>"));
            Label(svg, x.At(tick), Height - Bottom + 18, "middle", Invariant($"{tick:0.##}x"));
        }

        foreach (var tick in y.Ticks)
        {
            svg.Append(Invariant($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y.At(tick):0.#}\" y2=\"{y.At(tick):0.#}\"/>"));
            Label(svg, Left - 6, y.At(tick) + 4, "end", metric is "accuracy" or "agreement" ? Invariant($"{100 * tick:0.##} %") : Invariant($"{tick:0.####}"));
        }

        svg.Append(Invariant($"<path class=\"frame\" d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\"/>"));
        Label(svg, (Left + Width - Right) / 2.0, Height - 14, "middle", "measured speed-up");
        Label(svg, Left + 6, Top + 4, "start", metric);
    }

    private static void Label(StringBuilder svg, double x, double y, string anchor, string text) =>
        svg.Append(Invariant($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{Encode(text)}</text>"));

    private static string Encode(string text) => System.Net.WebUtility.HtmlEncode(text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
