using System.Text.Json;
using System.Text.Json.Serialization;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>Reads and writes plans as JSON.</summary>
public static class PlanFile
{
    /// <summary>The plan as indented JSON with a final line end; equal plans give equal text.</summary>
    public static string Format(CompressionPlan plan) => JsonSerializer.Serialize(plan, PlanJson.Default.CompressionPlan) + "\n";

    /// <summary>Parses a plan.</summary>
    /// <param name="text">JSON; comments and trailing commas are allowed, since people edit plans.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="DiagnosticException">DC3101: not a plan; DC3102: a plan of another format.</exception>
    public static CompressionPlan Parse(string text, string file)
    {
        CompressionPlan plan;
        try
        {
            plan = JsonSerializer.Deserialize(text, PlanJson.Default.CompressionPlan) ?? throw new JsonException("the file holds null");
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw DiagnosticCatalog.PlanUnreadable.Error(file, error.Message);
        }

        return plan.Schema != CompressionPlan.CurrentSchema
                ? throw DiagnosticCatalog.PlanOfAnotherFormat.Error(file, plan.Schema, CompressionPlan.CurrentSchema)
            : ProblemOf(plan) is { } problem ? throw DiagnosticCatalog.PlanUnreadable.Error(file, problem)
            : plan;
    }

    /// <summary>What JSON allows and no plan is: entries that are null or left out, and numbers beyond the largest.</summary>
    private static string? ProblemOf(CompressionPlan plan) =>
        plan.Segments.IsDefault ? "the list of segments is null"
        : plan.Segments.Any(segment => segment is not { First: not null, Last: not null, Family: not null })
            ? "a segment does not say its first and last layer and its family"
        : plan.Segments.Any(segment => HoldsNull(segment.Kept) || HoldsNull(segment.Pruned) || segment.KernelShape is { IsDefault: true })
            ? "a list in a segment holds null"
        : plan.InputShapes.IsDefault || plan.InputShapes.Any(shape => shape.IsDefault) ? "a shape of an input is null"
        : plan.Machine is not { Device: not null, Provider: not null, Engine: not null, OptimizationLevel: not null }
            ? "it does not say what machine it is for"
        : plan.Devices is { } devices && (devices.IsDefault || devices.Any(device => device is not { Name: not null, Machine: not null }))
            ? "a device does not say its name and its machine"
        : plan.Segments.SelectMany(segment => new[] { segment.SavedMilliseconds, segment.Importance })
            .Concat((plan.Devices ?? []).SelectMany(device =>
                new[] { device.OriginalMilliseconds, device.PredictedMilliseconds, device.BudgetMilliseconds ?? 0, device.Weight ?? 0 }))
            .Concat([plan.OriginalMilliseconds, plan.PredictedMilliseconds, plan.PredictedChange]).Any(double.IsInfinity)
            ? "a number in it is too large"
        : null;

    private static bool HoldsNull(ImmutableArray<string>? names) => names is { } list && (list.IsDefault || list.Contains(null!));
}

/// <summary>The generated serializer: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    NewLine = "\n")]
[JsonSerializable(typeof(CompressionPlan))]
internal sealed partial class PlanJson : JsonSerializerContext;
