using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DepthCompress.Tool.Tests;

/// <summary>Reports in every format are one report, their JSON is what its schema says, and no name breaks out of its place.</summary>
public sealed partial class ReportTests : IDisposable
{
    private const string Hostile = "</script><script>alert(1)</script>\"'&|`<img src=x onerror=alert(2)>";
    private readonly CommandLine line = new();

    [NeedsFact(Need.OnnxRuntime)]
    public void ACompressionIsOneReportInEveryFormat()
    {
        SmallRuns.Compress(line, "r.json", "--report", line["r.html"], "--report", line["r.md"]);

        Assert.Empty(JsonSchema.Problems(File.ReadAllText(line["r.json"]), "result.schema.json"));
        Assert.Equal(ExitCode.Done, line.Run("report", line["r.json"], "-o", line["again.html"]));
        Assert.Equal(File.ReadAllText(line["r.html"]), File.ReadAllText(line["again.html"]));
        Assert.Equal(ExitCode.Done, line.Run("report", line["r.json"], "-o", "-"));
        Assert.Equal(File.ReadAllText(line["r.md"]), line.Output);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ALayerHasAFateAReasonAndItsDecision()
    {
        SmallRuns.Compress(line, "r.json");
        var report = Json("r.json");
        var layers = report["chains"]![0]!["layers"]!.AsArray();

        Assert.Equal(13, layers.Count);
        Assert.Equal("3x3, 3 to 4", layers[0]!["form"]!.GetValue<string>());
        Assert.All(layers, layer => Assert.NotEqual("", layer!["why"]!.GetValue<string>()));
        Assert.All(report["segments"]!.AsArray().Select((segment, index) => (segment, index)), entry =>
        {
            var mine = layers.Where(layer => layer!["segment"]?.GetValue<int>() == entry.index).Select(layer => layer!["name"]!.GetValue<string>()).ToArray();
            Assert.Equal((entry.segment!["first"]!.GetValue<string>(), entry.segment["last"]!.GetValue<string>()), (mine[0], mine[^1]));
        });
        Assert.Equal(report["segments"]!.AsArray().Count, report["candidates"]!.AsArray().Count(row => row![6]!.GetValue<bool>()));
        Assert.NotEmpty(report["rounds"]!.AsArray());
        Assert.Equal("compress", report["command"]![0]!.GetValue<string>());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ATrainedResultHasItsCurvesAndCertificates()
    {
        SmallRuns.FineTune(line, "r.json");
        var text = File.ReadAllText(line["r.json"]);

        Assert.Empty(JsonSchema.Problems(text, "result.schema.json"));
        Assert.Equal("[2,0.5,0.01]", Json("r.json")["training"]!["history"]![0]!.ToJsonString());
        Assert.Equal(ExitCode.Done, line.Run("report", line["r.json"], "-o", line["r.html"]));
        Assert.Contains("\"name\":\"loss\"", File.ReadAllText(line["r.html"]), StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void NoNameBreaksOutOfItsPlace()
    {
        SmallRuns.Compress(line, "r.json");
        var name = Json("r.json")["chains"]![0]!["layers"]![1]!["name"]!.GetValue<string>();
        var report = JsonNode.Parse(File.ReadAllText(line["r.json"]).Replace($"\"{name}\"", JsonValue.Create(Hostile).ToJsonString(), StringComparison.Ordinal))!;
        (report["planMetric"], report["model"], report["chains"]![0]!["layers"]![2]!["fate"]) = (Hostile, $"folder/{Hostile}", "\"><i>");
        File.WriteAllText(line["h.json"], report.ToJsonString());

        Assert.Equal(ExitCode.Done, line.Run("report", line["h.json"], "-o", line["h.html"]));
        var html = File.ReadAllText(line["h.html"]);
        Assert.Equal(3, ScriptBegin().Count(html));
        Assert.Equal(3, ScriptEnd().Count(html));
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\"><i>", html, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, line.Run("report", line["h.json"], "-o", "-"));
        var markdown = Fenced().Replace(line.Output, "");
        Assert.DoesNotContain("<script", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", markdown, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void APageForbidsItselfEveryRequestAndNamesItsScripts()
    {
        SmallRuns.Compress(line, "r.html");
        var html = File.ReadAllText(line["r.html"]);

        Assert.Contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<(link|iframe|img|object)\\b", html);
        Assert.DoesNotMatch("\\b(src|srcset|action|style|onclick)=", ScriptOrStyle().Replace(html, ""));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void MarkdownBeginsWithTheVerdictAndFoldsTheRest()
    {
        SmallRuns.Compress(line, "r.md");
        var text = File.ReadAllText(line["r.md"]);
        var head = text[..text.IndexOf("<details>", StringComparison.Ordinal)];

        Assert.StartsWith("# model.onnx: met\n", text, StringComparison.Ordinal);
        Assert.Contains("\n| latency | ", head, StringComparison.Ordinal);
        Assert.True(head.Length < 1500, $"{head.Length}");
        Assert.Equal(Details().Count(text), text.Split("</details>").Length - 1);
        Assert.Contains("<details><summary>How to reproduce</summary>", text, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ReportsOfEarlierVersionsAreDrawnWithoutWhatTheyLack()
    {
        SmallRuns.Compress(line, "r.json");
        var report = Json("r.json").AsObject();
        foreach (var name in new[] { "chains", "candidates", "rounds", "chosen", "planMetric", "certificates", "created", "command", "environment", "whyNotKept" })
        {
            Assert.True(report.Remove(name));
        }

        File.WriteAllText(line["old.json"], report.ToJsonString());
        Assert.Equal(ExitCode.Done, line.Run("report", line["old.json"], "-o", line["old.html"]));
        Assert.DoesNotContain("Layers, before and after", File.ReadAllText(line["old.html"]), StringComparison.Ordinal);
    }

    public void Dispose() => line.Dispose();

    private JsonNode Json(string name) => JsonNode.Parse(File.ReadAllText(line[name]))!;

    [GeneratedRegex("<script[ >]")]
    private static partial Regex ScriptBegin();

    [GeneratedRegex("</script>")]
    private static partial Regex ScriptEnd();

    [GeneratedRegex("<details>")]
    private static partial Regex Details();

    [GeneratedRegex("^(`{3,}).*?^\\1$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fenced();

    [GeneratedRegex("<(script|style)\\b.*?</(script|style)>", RegexOptions.Singleline)]
    private static partial Regex ScriptOrStyle();
}
