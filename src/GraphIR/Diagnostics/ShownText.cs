using System.Globalization;

namespace DepthCompress.GraphIR;

/// <summary>
/// Names as a terminal and a log may have them. They come from files that nobody vouches for: what would steer a terminal or forge a line is
/// shown as a question mark.
/// </summary>
public static class ShownText
{
    /// <summary>A name: one line.</summary>
    public static string Of(string text) => Without(text, isSeveralLines: false);

    /// <summary>Lines of ours, with names in them.</summary>
    public static string Lines(string text) => Without(text, isSeveralLines: true);

    private static string Without(string text, bool isSeveralLines)
    {
        bool IsShown(char letter) => !IsSteering(letter) || (isSeveralLines && letter is '\n');
        return text.All(IsShown) ? text : string.Concat(text.Select(letter => IsShown(letter) ? letter : '?'));
    }

    private static bool IsSteering(char letter) => char.IsControl(letter)
        || char.GetUnicodeCategory(letter) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
}
