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
        catch (JsonException error)
        {
            throw DiagnosticCatalog.PlanUnreadable.Error(file, error.Message);
        }

        return plan.Schema == CompressionPlan.CurrentSchema ? plan : throw DiagnosticCatalog.PlanOfAnotherFormat.Error(file, plan.Schema, CompressionPlan.CurrentSchema);
    }
}

/// <summary>The generated serializer: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    NewLine = "\n")]
[JsonSerializable(typeof(CompressionPlan))]
internal sealed partial class PlanJson : JsonSerializerContext;
