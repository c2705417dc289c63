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
        Write(quality[0], afterFit?[0], null, json);
        json.WriteStartArray("qualities");
        for (var i = 0; i < quality.Length; i++)
        {
            Write(quality[i], afterFit?[i], null, json);
        }

        json.WriteEndArray();
    }

    /// <summary>One measure before and after.</summary>
    public static void Write(QualityChange quality, Utf8JsonWriter json) => Write(quality, null, null, json);

    /// <summary>One measure before and after, with the interval of the latter.</summary>
    public static void Write(QualityChange quality, Interval after, Utf8JsonWriter json) => Write(quality, null, after, json);

    private static void Write(QualityChange quality, QualityChange? afterFit, Interval? after, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("metric", quality.Metric);
        json.WriteFinite("before", quality.Before);
        if (afterFit is not null)
        {
            json.WriteFinite("afterFit", afterFit.After);
            json.WriteFinite("fitDropLow", afterFit.DropLow);
            json.WriteFinite("fitDropHigh", afterFit.DropHigh);
        }

        json.WriteFinite("after", quality.After);
        if (after is { } interval)
        {
            json.WriteFinite("afterLow", interval.Low);
            json.WriteFinite("afterHigh", interval.High);
        }

        json.WriteFinite("dropLow", quality.DropLow);
        json.WriteFinite("dropHigh", quality.DropHigh);
        json.WriteNumber("samples", quality.Samples);
        json.WriteEndObject();
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
