using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>An error as JSON. A compression that no plan can reach keeps the form of its results.</summary>
internal static class ErrorJson
{
    private const string Schema = "depthcompress/error/1";

    internal static void Write(Utf8JsonWriter json, Diagnostic diagnostic, string subject, ExitCode exit)
    {
        json.WriteStartObject();
        if (exit is ExitCode.Missed)
        {
            json.WriteString("schema", JsonReport.Schema);
            json.WriteNull("latency");
            json.WriteNull("quality");
            json.WriteBoolean("verified", false);
            json.WriteString("verdict", "unreachable");
            json.WriteNull("plan");
            json.WriteNull("output");
        }
        else
        {
            json.WriteString("schema", Schema);
        }

        json.WriteNumber("exitCode", (int)exit);
        json.WriteStartArray("errors");
        json.WriteStartObject();
        json.WriteString("code", diagnostic.Descriptor.Code);
        json.WriteString("file", diagnostic.File ?? subject);
        json.WriteString("node", diagnostic.Node);
        json.WriteString("message", diagnostic.Message);
        json.WriteString("remedy", diagnostic.Descriptor.Remedy);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
