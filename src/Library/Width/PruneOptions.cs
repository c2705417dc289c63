using System.Globalization;
using DepthCompress.Passes.Width;

namespace DepthCompress;

/// <summary>What <c>prune</c> is asked for.</summary>
internal sealed record PruneOptions
{
    /// <summary>The names of criteria.</summary>
    internal static ImmutableArray<string> Criteria { get; } = ["l1", "l2", "bn", "taylor", "random"];

    /// <summary>The names of methods that learn what to keep.</summary>
    internal static ImmutableArray<string> LearningMethods { get; } = ["dsp", "fcf"];

    /// <summary>All names.</summary>
    internal static ImmutableArray<string> Methods { get; } = [.. Criteria, .. LearningMethods];

    /// <summary>What decides.</summary>
    public required string Method { get; init; }

    /// <summary>How much is to go, and what must stay.</summary>
    public required WidthTarget Target { get; init; }

    /// <summary>The filters that go from every layer, where that is the target.</summary>
    public double? Ratio { get; init; }

    /// <summary>Whether the method learns by training what to keep.</summary>
    public bool Learns => LearningMethods.Contains(Method);

    /// <summary>The target in words, for plans and reports.</summary>
    public string TargetText => (Ratio is { } ratio
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * ratio:0.##} % of the filters of every layer")
            : string.Create(CultureInfo.InvariantCulture, $"{100 * Target.Removed:0.##} % of the ")
                + (Target.CountsParameters ? "parameters" : "multiply-accumulates") + (Learns ? "" : Target.IsUniform ? ", uniform" : ", global"))
        + (Target.Alignment > 1 ? $", in multiples of {Target.Alignment}" : "");

    /// <summary>A method that exists.</summary>
    /// <exception cref="GraphIR.DiagnosticException">It does not.</exception>
    internal static string CheckMethod(string name) =>
        Methods.Contains(name) ? name : throw SettingValues.Bad("--method", name, $"there are {string.Join(", ", Methods)}");

    /// <summary>A part such as <c>45%</c> or <c>0.45</c>.</summary>
    internal static double Part(string option, string text, bool allowsZero = false)
    {
        var (number, scale) = text.EndsWith('%') ? (text[..^1], 100.0) : (text, 1);
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var part)
            && part / scale is < 1 and var share && (share > 0 || (allowsZero && share == 0))
            ? share
            : throw SettingValues.Bad(option, text, "a part between 0 and 1 is wanted, such as 45% or 0.45");
    }
}
