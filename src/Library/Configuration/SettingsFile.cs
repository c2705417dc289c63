using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>Reads <c>depthcompress.json</c>.</summary>
internal static class SettingsFile
{
    /// <summary>The file that is read when it lies in the current folder.</summary>
    internal const string DefaultName = "depthcompress.json";

    /// <summary>
    /// The settings of the named file; of the default one where none is named, and none at all where that does not exist.
    /// </summary>
    /// <exception cref="DiagnosticException">DC2103: it cannot be read.</exception>
    internal static Settings Read(string? path)
    {
        if (path is null && !File.Exists(DefaultName))
        {
            return new Settings();
        }

        var file = path ?? DefaultName;
        try
        {
            return JsonSerializer.Deserialize(PlainFile.ReadAllText(file),
                SettingsJson.Default.Settings) ?? throw new JsonException("it holds null");
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.ConfigurationUnreadable.Error(file, problem.Message);
        }
    }

    /// <summary>Settings that were written into a plan.</summary>
    internal static Settings Of(JsonObject configuration, string file)
    {
        try
        {
            return configuration.Deserialize(SettingsJson.Default.Settings) ?? new Settings();
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException)
        {
            throw DiagnosticCatalog.ConfigurationUnreadable.Error(file, problem.Message);
        }
    }

    internal static JsonObject ToJson(Settings settings) =>
        JsonSerializer.SerializeToNode(settings, SettingsJson.Default.Settings)!.AsObject();
}

/// <summary>The generated serializer: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Settings))]
internal sealed partial class SettingsJson : JsonSerializerContext;
