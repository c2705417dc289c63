using System.Text.Json.Nodes;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool.Tests;

/// <summary>What editors are told about <c>depthcompress.json</c> is what the program does.</summary>
public sealed class ConfigurationSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(
        File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "schemas", "depthcompress.schema.json")))!.AsObject();

    public static TheoryData<string, string[]> Words => new()
    {
        { "metric", [.. MetricChoice.Names] },
        { "provider", ["cpu", "cuda", "tensorrt"] },
        { "optimizationLevel", ["none", "basic", "extended", "all"] },
        { "method", [.. MethodOptions.Names] },
        { "normalizeOver", [.. Enum.GetNames<NormalizeOver>().Select(name => name.ToLowerInvariant())] },
        { "families", [.. CandidateOptions.AllFamilies] },
        { "importance.by", [.. ImportanceValues.Ways] },
        { "importance.preset", [.. ImportanceValues.Presets.Keys] },
        { "devices.objective", [.. DeviceValues.Objectives] },
        { "width.mode", [.. WidthValues.Modes] },
        { "width.layout", [.. Enum.GetNames<Passes.Width.PackLayout>().Select(name => name.ToLowerInvariant())] },
    };

    [Theory]
    [InlineData("")]
    [InlineData("training")]
    [InlineData("importance")]
    [InlineData("devices")]
    [InlineData("shrink")]
    [InlineData("width")]
    public void EveryKeyIsExplained(string part) =>
        Assert.All(Keys(part), key => Assert.EndsWith(".", (string?)key.Value!["description"], StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Words))]
    public void WordsAreThoseThatAreTaken(string key, string[] words)
    {
        var schema = key.Split('.').Aggregate((JsonNode)Schema, (node, name) => node["properties"]![name]!);
        var named = (schema["items"] ?? schema)["enum"]!.AsArray().Select(word => (string)word!);
        Assert.Equal(words.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void DefaultsAreThoseThatHold()
    {
        var defaults = SettingsFile.ToJson(Settings.Defaults);
        var named = Keys("").Where(key => key.Value!["default"] is not null).ToDictionary(key => key.Key, key => key.Value!["default"]!);
        Assert.Equal(defaults.Select(entry => entry.Key).Order(StringComparer.Ordinal), named.Keys.Order(StringComparer.Ordinal));
        Assert.All(named, entry => Assert.True(JsonNode.DeepEquals(entry.Value, Spelled(defaults[entry.Key]!)), $"{entry}: {defaults[entry.Key]}"));
    }

    [Fact]
    public void DefaultsOfTrainingAreThoseThatHold()
    {
        var (train, tune) = (Of(TrainingDefaults.Train), Of(TrainingDefaults.FineTune));
        foreach (var (key, schema) in Keys("training"))
        {
            var (one, other) = (train[key], tune[key]);
            var wanted = JsonNode.DeepEquals(one, other) ? one : null;
            Assert.True(JsonNode.DeepEquals(wanted, schema!["default"]), $"{key}: {wanted?.ToJsonString()}, {schema["default"]?.ToJsonString()}");
        }

        static JsonObject Of(TrainingSettings training) => SettingsFile.ToJson(new Settings { Training = training })["training"]!.AsObject();
    }

    private static JsonObject Keys(string part) => (part.Length == 0 ? Schema : Schema["properties"]![part]!)["properties"]!.AsObject();

    /// <summary>Folders are separated by what the system likes; the schema has one spelling.</summary>
    private static JsonNode Spelled(JsonNode value) =>
        value is JsonValue text && text.TryGetValue<string>(out var path) ? path.Replace('\\', '/') : value;
}
