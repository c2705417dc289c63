using System.Text.Json;
using System.Text.Json.Serialization;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Reads and writes plans of channels as JSON.</summary>
public static class WidthPlanFile
{
    private const int MostAlignment = 1024;

    /// <summary>The plan as indented JSON with a final line end; equal plans give equal text.</summary>
    public static string Format(WidthPlan plan) => JsonSerializer.Serialize(plan, WidthPlanJson.Default.WidthPlan) + "\n";

    /// <summary>Whether a text says that it is a plan of channels, whatever else is in it.</summary>
    public static bool IsOne(string text)
    {
        try
        {
            var options = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
            using var json = JsonDocument.Parse(text, options);
            return json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("schema", out var schema)
                && schema.ValueKind is JsonValueKind.String
                && schema.GetString()!.StartsWith("depthcompress/width-plan/", StringComparison.Ordinal);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Parses a plan; comments and trailing commas are allowed, since people edit plans.</summary>
    /// <exception cref="DiagnosticException">DC3305: it is none, or one of another format.</exception>
    public static WidthPlan Parse(string text, string file)
    {
        try
        {
            var plan = JsonSerializer.Deserialize(text, WidthPlanJson.Default.WidthPlan) ?? throw new JsonException("the file holds null");
            return plan.Schema is not (WidthPlan.CurrentSchema or WidthPlan.FirstSchema)
                ? throw new JsonException($"its format is '{plan.Schema}', not '{WidthPlan.CurrentSchema}'")
                : plan.Groups.IsDefault || plan.Groups.Any(group => group is null || group.Name is null || group.Kept.IsDefault)
                    ? throw new JsonException("a group has no name or no list of what is kept")
                : !plan.Layers.IsDefault && plan.Layers.Any(layer => layer is null || layer.Name is null || layer.Branches.IsDefault
                    || layer.Branches.Any(branch => branch is null || branch.Filters.IsDefault || branch.Channels.IsDefault))
                    ? throw new JsonException("a layer has no name, or branches without filters or channels")
                : ProblemOf(plan) is { } problem ? throw new JsonException(problem)
                : plan with { Layers = plan.Layers.IsDefault ? [] : plan.Layers };
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw DiagnosticCatalog.WidthPlanUnreadable.Error(file, error.Message);
        }
    }

    /// <summary>What is said twice, or is out of range whatever the network is.</summary>
    private static string? ProblemOf(WidthPlan plan)
    {
        ImmutableArray<PlannedLayer> layers = plan.Layers.IsDefault ? [] : plan.Layers;
        return Twice(plan.Groups.Select(group => group.Name)) is { } group ? $"'{group}' is planned twice"
            : Twice(layers.Select(layer => layer.Name)) is { } layer ? $"'{layer}' is planned twice"
            : plan.Groups.FirstOrDefault(planned => IsTwice(planned.Kept)) is { } one ? $"'{one.Name}' keeps a unit twice"
            : layers.FirstOrDefault(planned => planned.Branches.Any(branch => IsTwice(branch.Channels))) is { } other
                ? $"a branch of '{other.Name}' has a channel twice"
            : plan.ChannelAlignment is < 1 or > MostAlignment ? $"the alignment of channels is a number from 1 to {MostAlignment}"
            : null;
    }

    private static string? Twice(IEnumerable<string> names) => names.GroupBy(name => name).FirstOrDefault(group => group.Skip(1).Any())?.Key;

    private static bool IsTwice(ImmutableArray<int> numbers) => numbers.Distinct().Count() < numbers.Length;
}

/// <summary>The generated serializer: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    NewLine = "\n")]
[JsonSerializable(typeof(WidthPlan))]
internal sealed partial class WidthPlanJson : JsonSerializerContext;
