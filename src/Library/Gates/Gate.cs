using System.Globalization;
using System.Text.RegularExpressions;
using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>A condition under which a run fails although nothing is broken: <c>drop&gt;0.5pp</c>.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Metric">What is looked at.</param>
/// <param name="Comparison"><c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c> or <c>&lt;=</c>.</param>
/// <param name="Limit">In the unit that results are in, or as a part of the original's figure.</param>
/// <param name="Unit">As the limit was written.</param>
internal sealed partial record Gate(string Text, GateMetric Metric, string Comparison, double Limit, GateUnit Unit)
{
    private static readonly ImmutableHashSet<string> Shares = ["accuracy", "agreement"];

    /// <summary>Conditions with commas between; any of them fails.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="place">Where: the option or the setting.</param>
    /// <exception cref="DiagnosticException">DC2730, DC2731, DC2732.</exception>
    internal static ImmutableArray<Gate> ParseAll(string text, string place) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => Parse(part, text, place))];

    /// <summary>Whether a figure keeps clear of the condition; one that is no number never does.</summary>
    internal bool Passes(double figure) => double.IsFinite(figure) && !(Comparison switch
    {
        ">" => figure > Limit,
        ">=" => figure >= Limit,
        "<" => figure < Limit,
        _ => figure <= Limit,
    });

    /// <summary>A figure in the unit of the limit.</summary>
    internal string Spell(double figure) => !double.IsFinite(figure) ? "not a finite number"
        : $"{Digits(figure / Unit.Factor)}{Unit.Name}{(Unit.IsPart ? " of the original's" : "")}";

    /// <summary>Why the limit means nothing for losses in this measure; null where it does.</summary>
    internal string? WhyNotIn(string measure) => Metric.Kind is not GateKind.Loss ? null
        : Unit.Name == "pp" && !Shares.Contains(measure) ? $"the loss is measured in {measure}, which knows no percentage points"
        : Unit.Name == "dB" && measure != "psnr" ? $"the loss is measured in {measure}, which is not in dB"
        : null;

    private static Gate Parse(string part, string text, string place)
    {
        if (Grammar().Match(part) is not { Success: true, Groups: var groups })
        {
            throw DiagnosticCatalog.GateUnreadable.Error(null, place, text, part.Length == 0 ? "a condition is empty" : $"'{part}' is no condition");
        }

        var name = groups["metric"].Value;
        var metric = GateMetric.Named(name) ?? throw DiagnosticCatalog.GateMetricUnknown.Error(null, place, name,
            string.Join(", ", GateMetric.All.Select(known => known.Name)));
        var unit = GateUnit.Named(groups["unit"].Value, metric.Kind) ?? throw DiagnosticCatalog.GateUnitUnfit.Error(null, place, part,
            $"{metric.Name} is in {string.Join(", ", GateUnit.Of(metric.Kind).Select(known => known.Name.Length == 0 ? "plain numbers" : known.Name))}");
        var number = double.Parse(groups["limit"].Value, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? new Gate(part, metric, groups["comparison"].Value, number * unit.Factor, unit)
            : throw DiagnosticCatalog.GateUnreadable.Error(null, place, text, $"'{groups["limit"].Value}' is too large");
    }

    private static string Digits(double number) => Math.Abs(number) switch
    {
        0 => "0",
        < 0.001 => Figures.Text(number, "0.###e+0"),
        < 10000 => Figures.Text(number, "0.####"),
        _ => Figures.Text(number, "0.#"),
    };

    [GeneratedRegex(@"^(?<metric>[A-Za-z]+)\s*(?<comparison>[<>]=?)\s*(?<limit>-?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)\s*(?<unit>[A-Za-z]*|%)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
