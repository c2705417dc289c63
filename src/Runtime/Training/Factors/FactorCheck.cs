using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Training;

/// <summary>What can be wrong with factors that are to become binary.</summary>
internal static class FactorCheck
{
    /// <exception cref="DiagnosticException">DC3320: a step would overshoot by more than it corrects.</exception>
    public static void RequireStable(TrainingRequest request)
    {
        if (request.Factors is { } learning
            && learning.Tradeoff * learning.LastPenalty * (learning.Rate ?? request.Recipe.Schedule.Peak) is var strength and >= 1)
        {
            throw DiagnosticCatalog.FactorsUnstable.Error(null, string.Create(CultureInfo.InvariantCulture, $"{strength:0.###}"));
        }
    }

    public static IEnumerable<(bool IsFine, string Option, string Rule)> Problems(Graph graph, TrainingRequest request) =>
        request.Factors is not { } learning ? [] :
    [
        (!learning.Factors.IsEmpty, "factors", "at least one is needed"),
        (learning.Factors.All(factor => IsFactor(graph, factor.Factor)), "factors", "each is an initializer of floating-point numbers"),
        (learning.Factors.All(factor => factor.Keep >= 1 && factor.Keep <= CountOf(graph, factor.Factor)), "kept factors",
            "there are at least one and at most all"),
        (learning.Tradeoff is > 0 and <= 1, "trade-off", "it is above 0 and at most 1"),
        (IsPositive(learning.FirstPenalty), "first penalty", "it is a number above 0"),
        (IsPositive(learning.LastPenalty) && learning.LastPenalty >= learning.FirstPenalty, "last penalty", "it is at least the first"),
        (IsPositive(learning.Growth) && learning.Growth >= 1, "growth of the penalty", "it is at least 1"),
        (learning.Rate is not { } rate || IsPositive(rate), "rate of factors", "it is a number above 0"),
        (request.Recipe.Patience == 0, "patience", "an earlier state of the network does not belong to the factors of the end"),
    ];

    private static bool IsFactor(Graph graph, Value value) =>
        graph.Initializers.TryGetValue(value, out var tensor) && tensor.Element.IsFloating();

    private static int CountOf(Graph graph, Value value) => graph.Initializers.TryGetValue(value, out var tensor) ? tensor.Count : 0;

    private static bool IsPositive(double number) => number > 0 && double.IsFinite(number);
}
