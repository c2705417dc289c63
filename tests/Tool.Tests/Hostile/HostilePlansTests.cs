using System.Text;
using System.Text.Json.Nodes;
using DepthCompress.Fuzz;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>Plans and reports with numbers and names that no network and no run has.</summary>
public sealed class HostilePlansTests : IDisposable
{
    private readonly CommandLine line = new();

    public void Dispose() => line.Dispose();

    [Theory]
    [InlineData("kept", "[0, 99]")]
    [InlineData("kept", "[-1]")]
    [InlineData("kept", "[0, 0]")]
    [InlineData("kept", "[]")]
    [InlineData("units", "2147483647")]
    [InlineData("units", "-1")]
    public void NumbersOfUnitsAreChecked(string property, string value) => Assert.StartsWith("DC33",
        Refusal("applied-width-plan", plan => plan["groups"]![0]![property] = JsonNode.Parse(value)), StringComparison.Ordinal);

    [Fact]
    public void AGroupIsPlannedOnce() => Assert.Contains("is planned twice",
        Refusal("applied-width-plan", plan => plan["groups"]!.AsArray().Add(plan["groups"]![0]!.DeepClone())), StringComparison.Ordinal);

    [Theory]
    [InlineData("kernelShape", "[2147483647, 2147483647]")]
    [InlineData("kernelShape", "[3, 40]")]
    [InlineData("kernelShape", "[-3, 3]")]
    [InlineData("kernelShape", "[3]")]
    [InlineData("family", "\"rank\"")]
    public void NumbersOfSegmentsAreChecked(string property, string value) => Assert.StartsWith("DC3105",
        Refusal("applied-plan", plan => plan["segments"]![0]![property] = JsonNode.Parse(value)), StringComparison.Ordinal);

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    [InlineData(-7)]
    public void ARankHasItsLimits(int channels) => Assert.StartsWith("DC3105", Refusal("applied-plan", plan =>
    {
        (plan["segments"]![0]!["family"], plan["segments"]![0]!["channels"]) = ("rank", channels);
    }), StringComparison.Ordinal);

    [Theory]
    [InlineData("groups", "name")]
    [InlineData("layers", "layout")]
    public void AReportWithoutANameIsRefusedBeforeItIsDrawn(string list, string property)
    {
        var report = JsonNode.Parse(Encoding.UTF8.GetString(Corpus.Files("report").First(file => Encoding.UTF8.GetString(file).Contains("prune/2"))))!;
        var entries = report[list]!.AsArray();
        if (entries.Count is 0)
        {
            entries.Add(JsonNode.Parse("""{ "channels": 1, "filters": 1, "density": 1, "branches": [], "ms": {}, "name": "n" }"""));
        }

        entries[0]!.AsObject().Remove(property);
        File.WriteAllText(line["r.json"], report.ToJsonString());

        Assert.Equal(ExitCode.BadInput, line.Run("report", line["r.json"], "-o", line["r.html"]));
        Assert.Contains($"error DC2682: ", line.Error, StringComparison.Ordinal);
        Assert.Contains($"'{property}' is missing", line.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(line["r.html"]));
    }

    /// <summary>What the first sound plan of a format is refused with, once it is changed.</summary>
    private static string Refusal(string format, Action<JsonNode> change)
    {
        var plan = JsonNode.Parse(FuzzFormats.Of(format).Seeds.First())!;
        change(plan);
        var bytes = Encoding.UTF8.GetBytes(plan.ToJsonString());
        var refused = Assert.Throws<DiagnosticException>(() => FuzzFormats.Of(format).Load(bytes, "")).Diagnostic;
        return $"{refused.Descriptor.Code} {refused.Message}";
    }
}
