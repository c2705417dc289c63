namespace DepthCompress.Tool.Tests;

public sealed class HelpTests : IDisposable
{
    private static readonly string[] Names =
        ["compress", "compare", "optimize", "inspect", "profile", "measure-bundle", "importance", "plan", "prune", "apply", "weights", "finetune", "train", "eval", "explain", "bench",
            "verify", "diff", "reduce", "data", "zoo", "doctor", "demo", "completion"];

    private readonly CommandLine line = new();

    public static TheoryData<string> Verbs => [.. Names];

    [Fact]
    public void TheProgramNamesEveryCommandAndEveryExitCode()
    {
        Assert.Equal(ExitCode.Done, line.Run("--help"));
        Assert.All(Names, name => Assert.Contains($"\n  {name}", line.Output, StringComparison.Ordinal));
        Assert.Contains(
            "Exit codes: 0 done; 1 a target or gate was missed; 2 bad usage; 3 bad input; 4 the machine lacks something; 5 internal error; 130 stopped.",
            line.Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void ACommandShowsItsOptionsAndExamples(string verb)
    {
        Assert.Equal(ExitCode.Done, line.Run(verb, "--help"));
        Assert.Contains($"depthcompress {verb}", line.Output, StringComparison.Ordinal);
        Assert.Contains("--json", line.Output, StringComparison.Ordinal);
        Assert.Contains($"Examples:\n  depthcompress {verb}", line.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", line.Output, StringComparison.Ordinal);
        Assert.Equal("", line.Error);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void EveryExampleIsUnderstood(string verb)
    {
        using var output = new StringWriter();
        var session = new Session(output, output, new Surroundings());
        var root = Program.Root(session);
        line.Run(verb, "--help");
        var examples = line.Output.Split('\n').Select(text => text.Trim())
            .Where(text => text.StartsWith("depthcompress ", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(examples);
        Assert.All(examples.Where(text => !text.Contains('<')), text => Assert.Empty(root.Parse(text["depthcompress ".Length..]).Errors));
    }

    [Fact]
    public void TheVersionIsThatOfTheProgram()
    {
        Assert.Equal(ExitCode.Done, line.Run("--version"));
        Assert.Equal(ToolVersion.Text, line.Output.Trim());
    }

    public void Dispose() => line.Dispose();
}
