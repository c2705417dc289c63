using System.Text.Json;
using System.Xml.Linq;
using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress.Tool.Tests.Gates;

public sealed class PipelineReportTests
{
    private const string Awkward = "a <b> & \"c\" 'd' \u0001 \ud800 ü]]>";

    private static readonly PipelineRun Run = new()
    {
        Command = "verify",
        ToolVersion = "1.2.3",
        Subject = "models/a b#1.onnx",
        ExitCode = 1,
        Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Seconds = 1.5,
        Folder = Path.GetTempPath(),
        Results = [new("check", "holds", true, "fine"), new("output", Awkward, false, Awkward), new("gate", "size>1", false, "size is 2B")],
        Findings =
        [
            new(DiagnosticCatalog.OutputMismatch.At("conv1", "y", Awkward), "models/a b#1.onnx"),
            new(DiagnosticCatalog.GateMissed.At(null, "size>1", "size is 2B"), "models/a b#1.onnx", "size>1"),
            new(DiagnosticCatalog.GateMissed.At(null, "depth>1", "depth is 2"), Path.GetFullPath("/elsewhere/x.onnx"), "depth>1"),
            new(DiagnosticCatalog.NoData.At(null), "models/a b#1.onnx"),
        ],
    };

    private static readonly PipelineRun Stopped = Run with
    {
        ExitCode = 3,
        Results = [],
        Failure = DiagnosticCatalog.OutputMismatch.At(null, "y", "it is gone"),
    };

    [Fact]
    public void JUnitIsWellFormedAndCounts()
    {
        var root = XDocument.Parse(JUnitReport.Format(Run)).Root!;
        var suite = Assert.Single(root.Elements("testsuite"));
        foreach (var element in new[] { root, suite })
        {
            Assert.Equal(("4", "2", "0", "0", "1.500"), (element.Attribute("tests")!.Value, element.Attribute("failures")!.Value,
                element.Attribute("errors")!.Value, element.Attribute("skipped")!.Value, element.Attribute("time")!.Value));
        }

        Assert.Equal("2026-01-02T03:04:05", suite.Attribute("timestamp")!.Value);
        Assert.Equal(["run", "check", "output", "gate"], suite.Elements("testcase").Select(item => item.Attribute("classname")!.Value.Split('.')[^1]));
        Assert.All(suite.Elements("testcase"), item => Assert.NotNull(item.Attribute("time")));
        var failure = suite.Elements("testcase").ElementAt(2).Element("failure")!;
        Assert.Equal("a <b> & \"c\" 'd' \ufffd \ufffd ü]]>", failure.Attribute("message")!.Value);
        Assert.EndsWith("ü]]>", failure.Value, StringComparison.Ordinal);
        Assert.Equal(4, suite.Element("system-err")!.Value.Trim().Split('\n').Length);
    }

    [Fact]
    public void JUnitCallsWhatStopsARunAnError()
    {
        var suite = XDocument.Parse(JUnitReport.Format(Stopped)).Root!.Element("testsuite")!;
        Assert.Equal(("1", "0", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("errors")!.Value));
        var error = suite.Element("testcase")!.Element("error")!;
        Assert.Equal("DC5003", error.Attribute("type")!.Value);
        Assert.Contains("it is gone", error.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunThatFailsForNoCaseIsNotGreen()
    {
        var run = Run with { Results = [], Findings = [] };
        Assert.False(Assert.Single(run.Cases).Passed);
        Assert.True(Assert.Single((run with { ExitCode = 0 }).Cases).Passed);
    }

    [Fact]
    public void SarifHasTheStructureOfItsSchema()
    {
        SarifSchema.Check(SarifReport.Format(Run));
        SarifSchema.Check(SarifReport.Format(Stopped));
        SarifSchema.Check(SarifReport.Format(Run with { Findings = [] }));
    }

    [Fact]
    public void SarifNamesRulesPlacesAndLevels()
    {
        using var document = JsonDocument.Parse(SarifReport.Format(Run));
        var run = document.RootElement.GetProperty("runs")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().ToArray();
        Assert.Equal(["DC2106", "DC2740", "DC5003"], rules.Select(rule => rule.GetProperty("id").GetString()));
        Assert.Equal("the gate '...' is missed: ...", rules[1].GetProperty("shortDescription").GetProperty("text").GetString());
        Assert.Equal(DiagnosticCatalog.GateMissed.Remedy, rules[1].GetProperty("help").GetProperty("text").GetString());
        var results = run.GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal(["error", "error", "error", "warning"], results.Select(result => result.GetProperty("level").GetString()));
        Assert.Equal([2, 1, 1, 0], results.Select(result => result.GetProperty("ruleIndex").GetInt32()));
        var place = results[0].GetProperty("locations")[0];
        Assert.Equal("models/a%20b%231.onnx",
            place.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal("conv1", place.GetProperty("logicalLocations")[0].GetProperty("name").GetString());
        Assert.Equal("file:///elsewhere/x.onnx", results[2].GetProperty("locations")[0].GetProperty("physicalLocation")
            .GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.True(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
    }

    [Fact]
    public void FingerprintsStayWhenFiguresChangeAndDifferOtherwise()
    {
        var before = Fingerprints(Run);
        Assert.Equal(before.Length, before.Distinct().Count());
        var later = Run with
        {
            Started = Run.Started.AddDays(1),
            Findings = [.. Run.Findings.Select(finding => finding.Key == "size>1"
                ? finding with { Diagnostic = DiagnosticCatalog.GateMissed.At(null, "size>1", "size is 3B") } : finding)],
        };
        Assert.Equal(before, Fingerprints(later));
        Assert.Equal(2, Fingerprints(Run with { Findings = [Run.Findings[3], Run.Findings[3]] }).Distinct().Count());
    }

    [Fact]
    public void TheSummaryIsATableInMarkdown()
    {
        var text = PipelineSummary.Format(Run with { Results = [new("gate", "a|b", false, "x\ny")], Findings = [] });
        Assert.StartsWith("# verify a b#1.onnx: failed\n", text, StringComparison.Ordinal);
        Assert.Contains("| **failed** | gate: a\\|b | x y |\n", text, StringComparison.Ordinal);
        Assert.EndsWith("DepthCompress 1.2.3, 1.5 s, exit code 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void CasesAreReadFromEveryKindOfResult()
    {
        using var result = JsonDocument.Parse("""
            {
              "verdict": "targetMissed", "targetSpeedup": 1.5, "explanation": "slower", "verified": true,
              "checks": [ { "check": "c", "passed": true, "finding": "f" } ],
              "outputs": [ { "name": "y", "error": 1e-6, "ratio": 0.25, "mismatch": null, "isEqual": true } ],
              "results": [ { "method": "fit", "targetSpeedup": 2, "status": "failed", "failure": { "code": "DC1001", "reason": "no" } } ],
              "gates": [ { "gate": "size>1", "passed": false, "finding": "size is 2B" } ]
            }
            """);
        Assert.Equal<PipelineCase>(
            [
                new PipelineCase("check", "c", true, "f"),
                new PipelineCase("output", "output y is the original's", true, "error 1.0e-6, 0.25 times the original's own rounding error"),
                new PipelineCase("target", "the result is 1.5x as fast and good enough", false, "slower"),
                new PipelineCase("target", "fit 2x", false, "DC1001: no"),
                new PipelineCase("gate", "size>1", false, "size is 2B"),
            ],
            PipelineCases.Of(result.RootElement));
    }

    private static string[] Fingerprints(PipelineRun run)
    {
        using var document = JsonDocument.Parse(SarifReport.Format(run));
        return [.. document.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
            .Select(result => result.GetProperty("partialFingerprints").GetProperty("depthcompress/1").GetString()!)];
    }
}
