using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Report;

/// <summary>The report as JSON, schema <c>depthcompress/result/1</c>; milliseconds, bytes, seconds.</summary>
public static class JsonReport
{
    /// <summary>The schema of the text.</summary>
    public const string Schema = "depthcompress/result/1";

    /// <summary>The whole text, indented.</summary>
    public static string Format(CompressionReport report) => TextOf(json => Write(report, json));

    /// <summary>What is written, indented, with a final line end.</summary>
    public static string TextOf(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>How JSON is written for people and for machines.</summary>
    public static JsonWriterOptions Indented =>
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON in a line, with every character that can stand for itself.</summary>
    public static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one object.</summary>
    public static void Write(CompressionReport report, Utf8JsonWriter json)
    {
        var result = report.Result;
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteString("version", report.ToolVersion);
        json.WriteString("model", report.Model);
        json.WriteString("modelDigest", report.ModelDigest);
        json.WriteString("machine", report.Machine);
        json.WriteNumber("targetSpeedup", report.TargetSpeedup);
        WriteLatency(report, json);
        QualityJson.WriteAll(result.Quality, result.AfterFit, json);
        json.WriteBoolean("verified", report.IsVerified);
        json.WriteString("verdict", NameOf(result.Verdict));
        json.WriteString("explanation", result.Explanation);
        json.WriteString("plan", report.PlanFile);
        json.WriteString("output", report.Output);
        WriteChecks(report.Checks, json);
        WriteCertificates(result.FineTuning, json);
        WriteFacts("before", report.Before, json);
        WriteFacts("after", report.After, json);
        WriteSegments(result.Plan, json);
        json.WriteString("planMetric", result.Plan.Metric);
        WriteFrontier(result, json);
        DecisionJson.Write(report.Decision, json);
        if (report.Training is { } training)
        {
            TrainingJson.Write("training", training, json);
        }

        json.WriteString("whyNotKept", result.FineTuning?.WhyNotKept);
        WriteRun(report, json);
        RunJson.Write(report.Run, json);
        json.WriteEndObject();
    }

    /// <summary>A verdict as JSON spells it.</summary>
    public static string NameOf(Verdict verdict) => JsonNamingPolicy.CamelCase.ConvertName(verdict.ToString());

    /// <summary>A number; null where it is not finite, which JSON cannot say.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>What was counted about a network.</summary>
    public static void WriteFacts(string name, NetworkFacts facts, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteNumber("nodes", facts.Nodes);
        json.WriteNumber("depth", facts.Depth);
        json.WriteNumber("parameters", facts.Parameters);
        json.WriteNumber("macs", facts.MultiplyAccumulates);
        if (facts.Bytes is { } bytes)
        {
            json.WriteNumber("bytes", bytes);
        }

        json.WriteEndObject();
    }

    /// <summary>The decisions of a plan.</summary>
    public static void WriteSegments(CompressionPlan plan, Utf8JsonWriter json)
    {
        json.WriteStartArray("segments");
        foreach (var segment in plan.Segments)
        {
            json.WriteStartObject();
            json.WriteString("first", segment.First);
            json.WriteString("last", segment.Last);
            json.WriteString("family", segment.Family);
            if (segment.KernelShape is { } kernel)
            {
                json.WriteString("kernel", string.Join('x', kernel));
            }

            WriteNames("kept", segment.Kept);
            WriteNames("pruned", segment.Pruned);
            if (segment.Channels is { } channels)
            {
                json.WriteNumber("channels", channels);
            }

            json.WriteFinite("savedMs", segment.SavedMilliseconds);
            json.WriteFinite("importance", segment.Importance);
            json.WriteEndObject();
        }

        json.WriteEndArray();

        void WriteNames(string property, ImmutableArray<string>? names)
        {
            if (names is { } all)
            {
                json.WriteStartArray(property);
                foreach (var name in all)
                {
                    json.WriteStringValue(name);
                }

                json.WriteEndArray();
            }
        }
    }

    private static void WriteLatency(CompressionReport report, Utf8JsonWriter json)
    {
        var result = report.Result;
        json.WriteStartObject("latency");
        LatencyJson.WriteBoth(result.Before, result.After, result.Speed, json);
        json.WriteFinite("predictedMs", report.PredictedMilliseconds);
        json.WriteFinite("tablePredictedMs", result.Before.Median * result.Plan.PredictedMilliseconds / result.Plan.OriginalMilliseconds);
        json.WriteFinite("additivityResidual", result.AdditivityResidual);
        json.WriteEndObject();
    }

    /// <summary>What was proved.</summary>
    public static void WriteChecks(ImmutableArray<(string Check, bool Passed, string Finding)> checks, Utf8JsonWriter json)
    {
        json.WriteStartArray("checks");
        foreach (var (check, passed, finding) in checks)
        {
            json.WriteStartObject();
            json.WriteString("check", check);
            json.WriteBoolean("passed", passed);
            json.WriteString("finding", finding);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCertificates(FineTuneResult? tuned, Utf8JsonWriter json)
    {
        json.WriteStartArray("certificates");
        foreach (var merge in tuned?.Merges ?? [])
        {
            json.WriteStartObject();
            json.WriteString("name", merge.Name);
            json.WriteFinite("error", merge.Kernel.MaxRelativeError);
            json.WriteFinite("allowed", merge.Allowed);
            json.WriteBoolean("paddingMoved", merge.PaddingMoved);
            json.WriteBoolean("holds", merge.Holds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFrontier(CompressionResult result, Utf8JsonWriter json)
    {
        json.WriteStartArray("frontier");
        foreach (var point in result.Frontier)
        {
            WritePoint(point);
        }

        json.WriteEndArray();
        json.WritePropertyName("chosen");
        if (result.Chosen is { } chosen)
        {
            WritePoint(chosen);
        }
        else
        {
            json.WriteNullValue();
        }

        void WritePoint((double Milliseconds, double Change) point)
        {
            json.WriteStartObject();
            json.WriteFinite("ms", point.Milliseconds);
            json.WriteFinite("speedup", result.Plan.OriginalMilliseconds / point.Milliseconds);
            json.WriteFinite("change", point.Change);
            json.WriteEndObject();
        }
    }

    private static void WriteRun(CompressionReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject("seconds");
        foreach (var (stage, seconds) in report.Result.Stages)
        {
            json.WriteFinite(stage, Math.Round(seconds, 3));
        }

        json.WriteEndObject();
        json.WriteNumber("peakMemoryBytes", report.PeakMemory);
        json.WriteStartObject("data");
        json.WriteString("calibration", report.Data.Calibration);
        json.WriteNumber("calibrationSamples", report.Data.CalibrationCount);
        json.WriteString("evaluation", report.Data.Evaluation);
        json.WriteNumber("evaluationSamples", report.Data.EvaluationCount);
        json.WriteEndObject();
        json.WritePropertyName("configuration");
        report.Configuration.WriteTo(json);
        json.WriteStartArray("warnings");
        foreach (var warning in report.Warnings)
        {
            json.WriteStringValue(warning.ToLine(report.Model));
        }

        json.WriteEndArray();
    }
}
