using System.Text.Json;
using System.Text.Json.Serialization;

namespace DepthCompress.Tool;

/// <summary>What the last build of a project left: lies in its intermediate folder. One that cannot be read costs a look at the cache, no
/// more.</summary>
internal sealed record BuildState
{
    private const string CurrentSchema = "depthcompress/build-state/1";

    /// <summary>The format, with its version.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>Every model of the project.</summary>
    public ImmutableArray<BuiltModel> Models { get; init; } = [];

    /// <summary>Reads it; empty where there is none.</summary>
    internal static BuildState Read(string path)
    {
        try
        {
            var state = File.Exists(path) ? JsonSerializer.Deserialize(GraphIR.PlainFile.ReadAllText(path), BuildStateJson.Default.BuildState) : null;
            return state is { Schema: CurrentSchema, Models.IsDefault: false } && state.Models.All(IsWhole) ? state : new BuildState();
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return new BuildState();
        }
    }

    private static bool IsWhole(BuiltModel? model) => model is { Inputs.IsDefault: false, Outputs.IsDefault: false }
        && !model.Inputs.Contains(null!) && !model.Outputs.Contains(null!);

    /// <summary>Writes it.</summary>
    internal void Write(string path) =>
        Outputs.WriteText(path, true, JsonSerializer.Serialize(this, BuildStateJson.Default.BuildState) + "\n");

    /// <summary>What was made for this result; null where nothing was.</summary>
    internal BuiltModel? Of(BuildItem item) =>
        Models.FirstOrDefault(model => model.Outputs is [var output, ..] && output.Path == item.Output);
}

/// <summary>The generated serializer: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NewLine = "\n")]
[JsonSerializable(typeof(BuildState))]
internal sealed partial class BuildStateJson : JsonSerializerContext;
