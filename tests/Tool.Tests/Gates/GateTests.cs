using System.Globalization;
using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests.Gates;

public sealed class GateTests
{
    private const string Result = """
        {
          "quality": { "metric": "accuracy", "before": 0.9, "after": 0.88, "dropLow": 0.01, "dropHigh": 0.03 },
          "qualities": [ { "metric": "accuracy", "after": 0.88 }, { "metric": "agreement", "after": 0.95 } ],
          "latency": { "beforeMs": 4, "afterMs": 2, "speedup": 2, "speedupLow": 1.9, "speedupHigh": null },
          "before": { "bytes": 1000, "macs": 5000000, "depth": 20, "parameters": 10, "nodes": 50 },
          "after": { "bytes": 600, "macs": 2500000, "depth": 11, "parameters": 10, "nodes": 40 }
        }
        """;

    [Theory]
    [InlineData("drop>2.5pp", true, "drop is 2pp")]
    [InlineData("drop>1.5pp", false, "drop is 2pp")]
    [InlineData("drop > 0.015", false, "drop is 0.02")]
    [InlineData("dropHigh>=3pp", false, "dropHigh is 3pp")]
    [InlineData("DROPLOW<=-1pp", true, "dropLow is 1pp")]
    [InlineData("accuracy<88%", true, "accuracy is 88%")]
    [InlineData("agreement<0.951", false, "agreement is 0.95")]
    [InlineData("speedup<2", true, "speedup is 2x")]
    [InlineData("speedupLow<2x", false, "speedupLow is 1.9x")]
    [InlineData("speedupHigh>100", false, "speedupHigh is not a finite number")]
    [InlineData("speedupHigh<100", false, "speedupHigh is not a finite number")]
    [InlineData("latency>2", true, "latency is 2ms")]
    [InlineData("latency>1999us", false, "latency is 2000us")]
    [InlineData("latency>=50%", false, "latency is 50% of the original's")]
    [InlineData("size>0.5kB", false, "size is 0.6kB")]
    [InlineData("size>60%", true, "size is 60% of the original's")]
    [InlineData("size>1e-3MiB", true, "size is 5.722e-4MiB")]
    [InlineData("macs>2.4M", false, "macs is 2.5M")]
    [InlineData("depth>11", true, "depth is 11")]
    [InlineData("operators<=80%", false, "operators is 80% of the original's")]
    public void AGateIsJudged(string text, bool passes, string finding)
    {
        var gate = Assert.Single(Set(text).Judge(JsonDocument.Parse(Result).RootElement));
        Assert.Equal((passes, finding), (gate.Passed, gate.Finding));
    }

    [Theory]
    [InlineData("", "DC2730: --fail-if cannot be '': a condition is empty")]
    [InlineData("drop>1pp,", "DC2730: --fail-if cannot be 'drop>1pp,': a condition is empty")]
    [InlineData("drop", "DC2730: --fail-if cannot be 'drop': 'drop' is no condition")]
    [InlineData("drop=1pp", "DC2730: --fail-if cannot be 'drop=1pp': 'drop=1pp' is no condition")]
    [InlineData("drop>NaN", "DC2730: --fail-if cannot be 'drop>NaN': 'drop>NaN' is no condition")]
    [InlineData("drop>1e999", "DC2730: --fail-if cannot be 'drop>1e999': '1e999' is too large")]
    [InlineData("size>5ms", "DC2732: --fail-if cannot judge 'size>5ms': size is in B, kB, MB, GB, KiB, MiB, GiB, %")]
    [InlineData("speedup<130%", "DC2732: --fail-if cannot judge 'speedup<130%': speedup is in x")]
    [InlineData("drop>1%", "DC2732: --fail-if cannot judge 'drop>1%': drop is in plain numbers, pp, dB")]
    public void WhatIsNoGateIsRefused(string text, string message)
    {
        var problem = Assert.Throws<DiagnosticException>(() => Set(text)).Diagnostic;
        Assert.Equal(message, $"{problem.Descriptor.Code}: {problem.Message}");
    }

    [Fact]
    public void AnUnknownMetricIsAnsweredWithThoseThereAre()
    {
        var problem = Assert.Throws<DiagnosticException>(() => Set("fps<30")).Diagnostic;
        Assert.Equal("DC2731", problem.Descriptor.Code);
        Assert.StartsWith("--fail-if names 'fps', but there are drop, dropLow, dropHigh, accuracy,", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyOfSeveralFails()
    {
        var judged = Set("speedup<3, depth>11", "size>1MB").Judge(JsonDocument.Parse(Result).RootElement);
        Assert.Equal([false, true, true], judged.Select(gate => gate.Passed));
    }

    [Fact]
    public void WhatARunDoesNotMeasureIsRefusedBeforeTheWork()
    {
        var problem = Assert.Throws<DiagnosticException>(() => Set("size>1MB,speedup<2").Expect(GateScope.Structure, "'bench' of one model")).Diagnostic;
        Assert.Equal("DC2733: the gate 'speedup<2' cannot be judged: 'bench' of one model measures no speedup",
            $"{problem.Descriptor.Code}: {problem.Message}");
    }

    [Theory]
    [InlineData("accuracy<90%", "psnr", "accuracy is not measured here, but psnr")]
    [InlineData("drop>1pp", "psnr", "the loss is measured in psnr, which knows no percentage points")]
    [InlineData("drop>1dB", "accuracy", "the loss is measured in accuracy, which is not in dB")]
    [InlineData("drop>1", "psnr", null)]
    [InlineData("psnr<30", "psnr", null)]
    public void AMeasureAndItsUnitMustBeThere(string text, string measure, string? why)
    {
        var set = Set(text);
        set.Expect(GateScope.Compression);
        var problem = Record.Exception(() => set.ExpectMeasures([measure])) as DiagnosticException;
        Assert.Equal(why is null ? null : $"the gate '{text}' cannot be judged: {why}", problem?.Diagnostic.Message);
    }

    [Fact]
    public void AResultWithoutTheFigureIsNeverPassed()
    {
        using var result = JsonDocument.Parse("""{ "after": { "bytes": 5 } }""");
        Assert.Equal("the gate 'macs>1' cannot be judged: the result holds no macs",
            Assert.Throws<DiagnosticException>(() => Set("macs>1").Judge(result.RootElement)).Message);
        Assert.Equal("the gate 'size>60%' cannot be judged: the result holds no size of an original",
            Assert.Throws<DiagnosticException>(() => Set("size>60%").Judge(result.RootElement)).Message);
    }

    [Fact]
    public void ARunThatDoesNotComeToMeasureMissesTheGate()
    {
        using var result = JsonDocument.Parse("""{ "after": { "depth": 5 } }""");
        var set = Set("size<1B,depth>9");
        set.Expect(GateScope.Structure);
        var judged = set.Judge(result.RootElement);
        Assert.Equal([false, true], judged.Select(gate => gate.Passed));
        Assert.Equal("size was not measured", judged[0].Finding);
    }

    [Fact]
    public void AConfigurationIsJudgedAsFarAsTheCommandMeasures()
    {
        var sink = new DiagnosticSink();
        var set = new GateSet("diff", [], "speedup<2,depth>5", sink);
        set.Expect(GateScope.Structure);
        var gate = Assert.Single(set.Judge(JsonDocument.Parse(Result).RootElement));
        Assert.Equal(("depth>5", false), (gate.Gate.Text, gate.Passed));
        Assert.Equal("the gate 'speedup<2' of the configuration is not judged: 'diff' measures no speedup", Assert.Single(sink.All).Message);
    }

    [Fact]
    public void TheWorstOutputAndTheLastModelCount()
    {
        using var verified = JsonDocument.Parse("""{ "outputs": [ { "error": 1e-7, "ratio": 3 }, { "error": 2e-6, "ratio": 0.5 } ] }""");
        Assert.Equal(2e-6, Assert.Single(Set("error>1").Judge(verified.RootElement)).Measured);
        using var broken = JsonDocument.Parse("""{ "outputs": [ { "error": null, "ratio": null }, { "error": 9 } ] }""");
        Assert.False(Assert.Single(Set("errorRatio>1e9").Judge(broken.RootElement)).Passed);
        using var bench = JsonDocument.Parse("""{ "models": [ { "model": "a", "medianMs": 4 }, { "model": "b", "medianMs": 3 } ] }""");
        Assert.Equal(0.75, Assert.Single(Set("latency>80%").Judge(bench.RootElement)).Measured);
        using var one = JsonDocument.Parse("""{ "models": [ { "model": "a", "medianMs": 4 } ] }""");
        Assert.Throws<DiagnosticException>(() => Set("latency>80%").Judge(one.RootElement));
    }

    [Fact]
    public void LimitsAreReadAlikeEverywhere()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = german;
            var gate = Assert.Single(Gate.ParseAll("drop>0.5pp", "--fail-if"));
            Assert.Equal((0.005, "0.25pp"), (gate.Limit, gate.Spell(0.0025)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static GateSet Set(params string[] texts) => new("test", texts, null, new DiagnosticSink());
}
