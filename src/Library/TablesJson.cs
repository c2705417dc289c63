using System.Text.Json;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Tables;

namespace DepthCompress;

/// <summary>What <c>tables</c> answers, as JSON.</summary>
internal static class TablesJson
{
    /// <summary>What a file holds.</summary>
    internal static void Write(Utf8JsonWriter json, string path, TableSummary summary)
    {
        json.WriteStartObject();
        json.WriteString("schema", "depthcompress/tables/1");
        json.WriteString("tables", path);
        json.WriteStartArray("latencies");
        foreach (var group in summary.Latencies)
        {
            var (machine, rows, latest) = group;
            json.WriteStartObject();
            json.WriteString("device", machine.Device);
            json.WriteString("provider", machine.Provider);
            json.WriteString("engine", machine.Engine);
            json.WriteNumber("threads", machine.Threads);
            json.WriteString("optimizationLevel", machine.OptimizationLevel);
            json.WriteNumber("rows", rows);
            json.WriteNumber("noisy", group.Noisy);
            json.WriteNumber("inDoubt", group.Doubted);
            json.WriteString("latest", latest);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("importances");
        foreach (var group in summary.Importances)
        {
            json.WriteStartObject();
            json.WriteString("model", group.Model);
            json.WriteString("metric", group.Metric);
            json.WriteString("data", group.Data);
            json.WriteNumber("rows", group.Rows);
            json.WriteNumber("failures", group.Failures);
            json.WriteBoolean("leftOut", group.IsLeftOut);
            json.WriteString("latest", group.Latest);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What was exported.</summary>
    internal static void Write(Utf8JsonWriter json, PublishedPositions positions,
        IEnumerable<(string Path, PublishedExport Export)> written)
    {
        json.WriteStartObject();
        json.WriteString("schema", "depthcompress/tables-export/1");
        json.WriteString("firstSite", positions.NameOf(1));
        json.WriteString("lastSite", positions.NameOf(positions.Length));
        json.WriteStartArray("files");
        foreach (var (path, export) in written)
        {
            json.WriteStartObject();
            json.WriteString("file", path);
            json.WriteNumber("rows", export.Rows);
            json.WriteNumber("missing", export.Missing);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What was united.</summary>
    internal static void Write(Utf8JsonWriter json, string target, ImmutableArray<MergedRows> merged)
    {
        json.WriteStartObject();
        json.WriteString("schema", "depthcompress/tables-merge/1");
        json.WriteString("tables", target);
        json.WriteStartArray("sources");
        foreach (var (source, added, replaced, left) in merged)
        {
            json.WriteStartObject();
            json.WriteString("source", source);
            json.WriteNumber("added", added);
            json.WriteNumber("replaced", replaced);
            json.WriteNumber("left", left);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
