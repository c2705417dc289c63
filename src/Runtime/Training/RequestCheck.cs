using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Training;

/// <summary>Finds settings that make no sense before anything is computed.</summary>
internal static class RequestCheck
{
    /// <exception cref="DiagnosticException">One does not.</exception>
    public static void Check(Graph graph, TrainingRequest request)
    {
        var recipe = request.Recipe;
        if (Problems(request).Concat(WidthCheck.Problems(graph, request)).FirstOrDefault(problem => !problem.IsFine) is { Option: not null } wrong)
        {
            throw DiagnosticCatalog.BadTrainingOption.Error(null, wrong.Option, wrong.Rule);
        }

        FactorCheck.RequireStable(request);
        if (recipe.BatchSize > request.Data.Count)
        {
            throw DiagnosticCatalog.TrainingBatchTooLarge.Error(request.Data.Name, recipe.BatchSize, request.Data.Count);
        }
    }

    private static IEnumerable<(bool IsFine, string Option, string Rule)> Problems(TrainingRequest request)
    {
        var recipe = request.Recipe;
        return
        [
            (recipe.Steps >= 1, "steps", "at least one is needed"),
            (recipe.BatchSize >= 1, "batch size", "it is at least 1"),
            (IsPositive(recipe.Schedule.Peak), "learning rate", "it is a number above 0"),
            (recipe.Schedule.WarmUp >= 0, "warm-up", "it is not negative"),
            (IsPart(recipe.Schedule.Final), "final learning rate", "it is a part of the highest, from 0 to 1"),
            (recipe.LearningRateFactors.All(factor => factor.Factor >= 0), "learning rate factors", "they are not negative"),
            (recipe.WeightDecay >= 0, "weight decay", "it is not negative"),
            (IsPart(recipe.LabelSmoothing) && recipe.LabelSmoothing < 1, "label smoothing", "it is at least 0 and below 1"),
            (recipe.ClipNorm >= 0, "clip norm", "it is not negative"),
            (IsPart(recipe.AverageDecay) && recipe.AverageDecay < 1, "average decay", "it is at least 0 and below 1"),
            (recipe.Mixup >= 0 && double.IsFinite(recipe.Mixup), "mixup", "it is a number of at least 0"),
            (recipe.Threads >= 0, "threads", "it is not negative"),
            (recipe.CheckpointEvery >= 1, "checkpoint every", "it is at least 1"),
            (recipe.ValidateEvery >= 0, "validate every", "it is not negative"),
            (recipe.Patience >= 0, "patience", "it is not negative"),
            (recipe.Patience == 0 || request is { Validation: not null, Metric: not null }, "patience", "there is no validation to go by"),
            (request.Validation is not { Batches.IsEmpty: true }, "validation", "it has no samples"),
            (IsUpdate(recipe.Optimizer), "optimizer", "momentum and betas are at least 0 and below 1, epsilon above 0"),
            (request.Teacher is not { Weight: var weight } || IsPart(weight), "teacher's weight", "it is from 0 to 1"),
            (request.Teacher is not { Temperature: var heat } || IsPositive(heat), "temperature", "it is a number above 0"),
            (request.Teacher is not { FeatureWeight: < 0 }, "feature weight", "it is not negative"),
            .. Problems(request.Gates),
        ];
    }

    private static IEnumerable<(bool IsFine, string Option, string Rule)> Problems(ActivationGates? gates) => gates is null ? [] :
    [
        (!gates.Units.IsEmpty, "gated units", "at least one is needed"),
        (gates.Units.All(unit => !unit.Sites.IsEmpty && unit.Saving >= 0), "gated units", "each has activations, and saves nothing or something"),
        (gates.Units.All(unit => IsPositive(unit.GradientScale)), "gradient scales of gates", "they are numbers above 0"),
        (gates.Keep is not { } keep || (keep >= 0 && keep <= gates.Units.Length), "kept units", "there are at most as many as units"),
        (gates.LatencyWeight >= 0 && double.IsFinite(gates.LatencyWeight), "latency weight", "it is not negative"),
        (IsPositive(gates.RateFactor), "learning rate of gates", "its factor is a number above 0"),
        (IsPart(gates.FrozenPart), "frozen part", "it is from 0 to 1"),
    ];

    private static bool IsUpdate(Optimizer optimizer) => optimizer switch
    {
        Optimizer.Sgd sgd => IsPart(sgd.Momentum) && sgd.Momentum < 1,
        Optimizer.AdamW adam => IsPart(adam.Beta1) && IsPart(adam.Beta2) && adam is { Beta1: < 1, Beta2: < 1, Epsilon: > 0 },
        _ => false,
    };

    private static bool IsPart(double number) => number is >= 0 and <= 1;

    private static bool IsPositive(double number) => number > 0 && double.IsFinite(number);
}
