using System.Globalization;
using System.Text;

namespace DepthCompress.Report;

/// <summary>A drawing that is being made.</summary>
internal sealed class Svg
{
    private readonly StringBuilder text = new();

    /// <summary>An empty one of that size.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="label">What those hear who cannot see it.</param>
    internal Svg(double width, double height, string label) => text.Append(Invariant(
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.#} {height:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\" role=\"img\" aria-label=\"{HtmlPage.Encode(label)}\">"));

    /// <summary>A rectangle, with what is said when one points at it.</summary>
    internal void Box(string classes, double x, double y, double width, double height, string? title = null)
    {
        text.Append(Invariant($"<rect class=\"{HtmlPage.Encode(classes)}\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\""));
        text.Append(title is null ? "/>" : $"><title>{HtmlPage.Encode(title)}</title></rect>");
    }

    /// <summary>A path.</summary>
    internal void Path(string classes, FormattableString way) => text.Append($"<path class=\"{HtmlPage.Encode(classes)}\" d=\"{Invariant(way)}\"/>");

    /// <summary>A disc.</summary>
    internal void Disc(string classes, double x, double y, double radius) =>
        text.Append(Invariant($"<circle class=\"{classes}\" cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\"/>"));

    /// <summary>A text.</summary>
    internal void Label(double x, double y, string anchor, string words, string classes = "") => text.Append(Invariant(
        $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\"{(classes.Length == 0 ? "" : $" class=\"{classes}\"")}>{HtmlPage.Encode(words)}</text>"));

    /// <summary>The whole text.</summary>
    internal string Close() => text.Append("</svg>").ToString();

    private static string Invariant(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
