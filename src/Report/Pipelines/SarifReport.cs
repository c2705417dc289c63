using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress.Report;

/// <summary>The diagnostics of a run as SARIF 2.1.0, which code scanning shows at the file; missed gates are among them.</summary>
public static class SarifReport
{
    private const string Fingerprint = "depthcompress/1";

    /// <summary>The whole document.</summary>
    public static string Format(PipelineRun run) => JsonReport.TextOf(json =>
    {
        ImmutableArray<DiagnosticDescriptor> rules = [.. run.Findings.Select(finding => finding.Diagnostic.Descriptor)
            .DistinctBy(rule => rule.Code).OrderBy(rule => rule.Code, StringComparer.Ordinal)];
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(run, rules, json);
        WriteInvocation(run, json);
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject("SRCROOT");
        json.WriteString("uri", UriOf(run.Folder.TrimEnd(Path.DirectorySeparatorChar) + "/"));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartObject("automationDetails");
        json.WriteString("id", $"depthcompress/{run.Command}/{Relative(run, run.Subject) ?? Path.GetFileName(run.Subject)}/");
        json.WriteEndObject();
        WriteResults(run, rules, json);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteTool(PipelineRun run, ImmutableArray<DiagnosticDescriptor> rules, Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "DepthCompress");
        json.WriteString("version", run.ToolVersion);
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Code);
            WriteText("shortDescription", Named(rule.Format), json);
            WriteText("help", rule.Remedy, json);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", LevelOf(rule));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInvocation(PipelineRun run, Utf8JsonWriter json)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        // A missed gate is a finding of a run that worked.
        json.WriteBoolean("executionSuccessful", run.Failure is null);
        json.WriteNumber("exitCode", run.ExitCode);
        json.WriteString("startTimeUtc", Time(run.Started));
        json.WriteString("endTimeUtc", Time(run.Started.AddSeconds(run.Seconds)));
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteResults(PipelineRun run, ImmutableArray<DiagnosticDescriptor> rules, Utf8JsonWriter json)
    {
        var seen = new Dictionary<string, int>();
        json.WriteStartArray("results");
        foreach (var finding in run.Findings)
        {
            var (diagnostic, rule) = (finding.Diagnostic, finding.Diagnostic.Descriptor);
            var file = diagnostic.File ?? finding.File;
            var identity = string.Join('\n', rule.Code, Relative(run, file) ?? Path.GetFileName(file), diagnostic.Node, finding.Key);
            seen[identity] = seen.GetValueOrDefault(identity) + 1;
            json.WriteStartObject();
            json.WriteString("ruleId", rule.Code);
            json.WriteNumber("ruleIndex", rules.Select(known => known.Code).ToImmutableArray().IndexOf(rule.Code));
            json.WriteString("level", LevelOf(rule));
            WriteText("message", diagnostic.Node is { } node ? $"node '{node}': {diagnostic.Message}" : diagnostic.Message, json);
            WriteLocation(run, file, diagnostic.Node, json);
            json.WriteStartObject("partialFingerprints");
            json.WriteString(Fingerprint, Digest($"{identity}\n{seen[identity]}"));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Models have no lines; readers that show results in a file want one.</summary>
    private static void WriteLocation(PipelineRun run, string file, string? node, Utf8JsonWriter json)
    {
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        if (Relative(run, file) is { } relative)
        {
            json.WriteString("uri", relative);
            json.WriteString("uriBaseId", "SRCROOT");
        }
        else
        {
            json.WriteString("uri", UriOf(Path.GetFullPath(file, run.Folder)));
        }

        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", 1);
        json.WriteEndObject();
        json.WriteEndObject();
        if (node is not null)
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("name", node);
            json.WriteString("kind", "element");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteText(string name, string text, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string LevelOf(DiagnosticDescriptor rule) =>
        rule.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" };

    /// <summary>The holes of a format as words, which a rule's description is read with.</summary>
    private static string Named(string format)
    {
        for (var hole = 0; format.Contains($"{{{hole}}}", StringComparison.Ordinal); hole++)
        {
            format = format.Replace($"{{{hole}}}", "...", StringComparison.Ordinal);
        }

        return format;
    }

    /// <summary>The place below the folder of the run, as a relative reference; null for files elsewhere.</summary>
    private static string? Relative(PipelineRun run, string file)
    {
        var path = Path.GetRelativePath(run.Folder, Path.GetFullPath(file, run.Folder)).Replace('\\', '/');
        return path == ".." || path.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(path) ? null
            : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
    }

    private static string UriOf(string path) =>
        "file://" + (path.StartsWith('/') ? "" : "/") + string.Join('/', path.Replace('\\', '/').Split('/').Select(Uri.EscapeDataString)).Replace("%3A", ":", StringComparison.Ordinal);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
