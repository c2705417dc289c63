using System.Text.Json;
using System.Text.Json.Serialization;

namespace DepthCompress.Runtime.Data;

/// <summary>
/// In JSON a preprocessing is its line (<c>"in;crop=224"</c>), or an object of the same keys, where lists may be arrays:
/// <c>{"preset": "in", "crop": [224, 224]}</c>. It is written as its line.
/// </summary>
public sealed class PreprocessingJsonConverter : JsonConverter<Preprocessing>
{
    public override Preprocessing Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var text = document.RootElement.ValueKind switch
        {
            JsonValueKind.String => document.RootElement.GetString()!,
            JsonValueKind.Object => LineOf(document.RootElement),
            _ => throw new JsonException("a preprocessing is a text or an object"),
        };
        return PreprocessingText.TryParse(text, out var value, out var problem) ? value : throw new JsonException(problem);
    }

    public override void Write(Utf8JsonWriter writer, Preprocessing value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());

    private static string LineOf(JsonElement element)
    {
        var parts = new List<string> { element.TryGetProperty("preset", out var preset) ? preset.ToString() : "raw" };
        foreach (var property in element.EnumerateObject().Where(property => property.Name != "preset"))
        {
            var separator = property.Name is "resize" or "crop" ? 'x' : ',';
            var text = property.Value.ValueKind == JsonValueKind.Array
                ? string.Join(separator, property.Value.EnumerateArray().Select(item => item.ToString()))
                : property.Value.ToString();
            parts.Add($"{property.Name}={text}");
        }

        return string.Join(';', parts);
    }
}
