using System.Globalization;

namespace DepthCompress;

/// <summary>A latency: milliseconds, or a part of the original's.</summary>
/// <param name="Amount">How much.</param>
/// <param name="IsPart">Whether it is a part.</param>
internal readonly record struct LatencyBudget(double Amount, bool IsPart)
{
    /// <summary>In milliseconds, of a network that takes so many.</summary>
    internal double Of(double originalMilliseconds) => IsPart ? Amount * originalMilliseconds : Amount;

    /// <summary>From <c>12ms</c>, <c>70%</c> or <c>1.5x</c>; null where the text is none of them.</summary>
    internal static LatencyBudget? Parse(string text)
    {
        return NumberBefore("ms") is > 0 and <= 1e9 and var milliseconds ? new(milliseconds, false)
            : NumberBefore("%") is > 0 and <= 100 and var percent ? new(percent / 100, true)
            : NumberBefore("x") is >= 1 and <= 1000 and var factor ? new(1 / factor, true)
            : null;

        double? NumberBefore(string ending) => text.EndsWith(ending, StringComparison.Ordinal)
            && double.TryParse(text[..^ending.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
