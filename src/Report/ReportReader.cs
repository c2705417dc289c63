using System.Text.Json;

namespace DepthCompress.Report;

/// <summary>Makes documents of JSON reports again.</summary>
public static class ReportReader
{
    /// <summary>The schemas that it knows.</summary>
    public static ImmutableArray<string> Schemas { get; } = [PruneSchema, JsonReport.Schema];

    /// <summary>That of <c>prune</c>.</summary>
    public const string PruneSchema = "depthcompress/prune/2";

    /// <summary>The document of a report.</summary>
    /// <param name="text">JSON, as <c>prune</c> and <c>compress</c> write it.</param>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static ReportDocument Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var schema = json.RootElement.ValueKind is JsonValueKind.Object ? ReportParts.Text(json.RootElement, "schema") : null;
            return schema switch
            {
                PruneSchema => PruneDocument.Of(json.RootElement),
                JsonReport.Schema => CompressionDocument.Of(json.RootElement),
                _ => throw new FormatException($"its schema is '{schema}'; there are {string.Join(", ", Schemas)}"),
            };
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentNullException)
        {
            throw new FormatException(problem.Message, problem);
        }
    }
}
