using System.Text.Json;

namespace DepthCompress.Report;

/// <summary>Makes documents of JSON reports.</summary>
public static class ReportReader
{
    /// <summary>The schemas that it knows.</summary>
    public static ImmutableArray<string> Schemas { get; } = [PruneSchema, JsonReport.Schema];

    /// <summary>That of <c>prune</c>.</summary>
    public const string PruneSchema = "depthcompress/prune/2";

    /// <summary>The document of a report.</summary>
    /// <param name="text">JSON, as <c>prune</c> and <c>compress</c> write it.</param>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static ReportDocument Read(string text) =>
        Open(text, report => DocumentCheck.Sound(
        ReportParts.Text(report, "schema") == PruneSchema ? PruneDocument.Of(report) : CompressionDocument.Of(report)));

    /// <summary>Reads something out of a report.</summary>
    /// <exception cref="FormatException">It is none, or lacks what is wanted.</exception>
    internal static T Open<T>(string text, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var schema = json.RootElement.ValueKind is JsonValueKind.Object ? ReportParts.Text(json.RootElement, "schema") : null;
            return Schemas.Contains(schema ?? "") ? read(json.RootElement)
                : throw new FormatException($"its schema is '{schema}'; there are {string.Join(", ", Schemas)}");
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException
            or NullReferenceException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException(problem.Message, problem);
        }
    }
}
