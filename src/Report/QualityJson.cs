using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;

namespace DepthCompress.Report;

/// <summary>Quality as JSON, everywhere alike.</summary>
public static class QualityJson
{
    /// <summary>The first measure, and all of them: two properties of an object that is open.</summary>
    /// <param name="quality">Before and after.</param>
    /// <param name="afterFit">The same when weights were only solved for; null where nothing was trained.</param>
    /// <param name="json">Where to.</param>
    public static void WriteAll(ImmutableArray<QualityChange> quality, ImmutableArray<QualityChange>? afterFit, Utf8JsonWriter json)
    {
        json.WritePropertyName("quality");
        Write(quality[0], afterFit?[0], json);
        json.WriteStartArray("qualities");
        for (var i = 0; i < quality.Length; i++)
        {
            Write(quality[i], afterFit?[i], json);
        }

        json.WriteEndArray();
    }

    /// <summary>One measure before and after.</summary>
    public static void Write(QualityChange quality, Utf8JsonWriter json) => Write(quality, null, json);

    /// <summary>One measure before everything and after a stage.</summary>
    public static void Write(string stage, QualityChange quality, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("stage", stage);
        WriteFigures(quality, null, json);
        json.WriteFinite("drop", quality.Drop);
        json.WriteEndObject();
    }

    private static void Write(QualityChange quality, QualityChange? afterFit, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteFigures(quality, afterFit, json);
        json.WriteEndObject();
    }

    private static void WriteFigures(QualityChange quality, QualityChange? afterFit, Utf8JsonWriter json)
    {
        json.WriteString("metric", quality.Metric);
        json.WriteFinite("before", quality.Before);
        WriteInterval("before", quality.BeforeInterval, json);
        if (afterFit is not null)
        {
            json.WriteFinite("afterFit", afterFit.After);
            json.WriteFinite("fitDropLow", afterFit.DropLow);
            json.WriteFinite("fitDropHigh", afterFit.DropHigh);
        }

        json.WriteFinite("after", quality.After);
        WriteInterval("after", quality.AfterInterval, json);
        json.WriteFinite("dropLow", quality.DropLow);
        json.WriteFinite("dropHigh", quality.DropHigh);
        json.WriteNumber("samples", quality.Samples);
    }

    /// <summary>Nothing where nobody found one.</summary>
    private static void WriteInterval(string name, Interval interval, Utf8JsonWriter json)
    {
        if (interval != default)
        {
            json.WriteFinite($"{name}Low", interval.Low);
            json.WriteFinite($"{name}High", interval.High);
        }
    }

    /// <summary>One measure of one network, with its interval.</summary>
    public static void WriteLevel(string metric, Interval level, int samples, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("metric", metric);
        json.WriteFinite("value", level.Value);
        json.WriteFinite("low", level.Low);
        json.WriteFinite("high", level.High);
        json.WriteNumber("samples", samples);
        json.WriteEndObject();
    }
}
