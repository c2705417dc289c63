using System.Text;
using System.Text.RegularExpressions;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests.Gates;

/// <summary>The table of exit codes in docs/commands.md, one command line for each.</summary>
public sealed partial class ExitCodeTableTests : IDisposable
{
    private readonly CommandLine line = new();

    public ExitCodeTableTests() => line.Write("a.onnx", TinyNetworks.Residual);

    [Theory]
    [InlineData(0, "diff", "a.onnx", "a.onnx")]
    [InlineData(1, "diff", "a.onnx", "a.onnx", "--fail-if", "depth>0")]
    [InlineData(2, "diff", "a.onnx")]
    [InlineData(2, "diff", "a.onnx", "a.onnx", "--fail-if", "speedup<2")]
    [InlineData(3, "diff", "a.onnx", "missing.onnx")]
    public void ACommandLineEndsWithItsCode(int code, params string[] words) =>
        Assert.Equal(code, (int)line.Run([.. words.Select(word => word.EndsWith(".onnx", StringComparison.Ordinal) ? line[word] : word)]));

    [Fact]
    public void AMachineThatLacksSomethingIsFour()
    {
        line.Probe.BeforeMeasuring = () => throw DiagnosticCatalog.EngineMissing.Error(null, "it is not here", "get it");
        Assert.Equal(4, (int)line.Run("bench", line["a.onnx"]));
    }

    [Fact]
    public void AMistakeOfOursIsFive()
    {
        line.Probe.BeforeMeasuring = () => throw new InvalidOperationException("a slip");
        Assert.Equal(5, (int)line.Run("bench", line["a.onnx"]));
        Assert.Contains("error DC9001: ", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void BeingStoppedIsOneHundredAndThirty()
    {
        line.Stop.Cancel();
        Assert.Equal(130, (int)line.Run("bench", line["a.onnx"], "--report", line["b.junit.xml"]));
        Assert.Contains("DC2110", File.ReadAllText(line["b.junit.xml"]), StringComparison.Ordinal);
    }

    [Fact]
    public void TheDocumentNamesEveryCode()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "commands.md"), Encoding.UTF8);
        var table = text[text.IndexOf("## Exit codes", StringComparison.Ordinal)..];
        Assert.Equal(Enum.GetValues<ExitCode>().Select(code => (int)code), Row().Matches(table[..table.IndexOf("\n## ", 5, StringComparison.Ordinal)])
            .Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));
    }

    public void Dispose() => line.Dispose();

    [GeneratedRegex(@"^\| ([0-9]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
