using System.Diagnostics;

namespace DepthCompress.Tool.Tests;

public sealed class CompletionTests : IDisposable
{
    private readonly CommandLine line = new();

    [Theory]
    [InlineData("", "compress", "doctor")]
    [InlineData("op", "optimize")]
    [InlineData("compress model.onnx --target", "--target-latency")]
    [InlineData("compress model.onnx --provider ", "cpu", "cuda", "tensorrt")]
    [InlineData("compress model.onnx --metric ag", "agreement")]
    [InlineData("doctor --verbosity d", "detailed")]
    [InlineData("completion ", "bash", "fish", "pwsh", "zsh")]
    public void WhatMayFollowIsOffered(string typed, params string[] offered)
    {
        Assert.Equal(ExitCode.Done, line.Run("[suggest]", typed));
        var words = line.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Empty(offered.Except(words));
        Assert.All(words, word => Assert.StartsWith(typed[(typed.LastIndexOf(' ') + 1)..], word, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("compress ")]
    [InlineData("bench first.onnx se")]
    public void WhereAFileIsWantedNothingElseIsOffered(string typed)
    {
        Assert.Equal(ExitCode.Done, line.Run("[suggest]", typed));
        Assert.Equal("", line.Output);
    }

    [Fact]
    public void BashCompletes()
    {
        Assert.Equal(ExitCode.Done, line.Run("completion", "bash"));
        var program = Path.Combine(AppContext.BaseDirectory, "depthcompress.dll");
        var script = $$"""
            depthcompress() { dotnet '{{program}}' "$@"; }
            {{line.Output}}
            COMP_LINE='depthcompress optimize --ou' COMP_POINT=27
            _depthcompress
            echo "${COMPREPLY[@]}"
            """;
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;
        Assert.Equal("--output", bash.StandardOutput.ReadToEnd().Trim());
        bash.WaitForExit();
    }

    [Theory]
    [InlineData("zsh", "compdef _depthcompress depthcompress")]
    [InlineData("fish", "complete -c depthcompress")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName depthcompress")]
    public void EveryShellHasItsScript(string shell, string part)
    {
        Assert.Equal(ExitCode.Done, line.Run("completion", shell, "--json"));
        Assert.Contains(part, line.Json.GetProperty("script").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownShellIsBadUsage()
    {
        Assert.Equal(ExitCode.BadUsage, line.Run("completion", "tcsh"));
        Assert.Contains("there is no script for 'tcsh', but for bash, zsh, fish, pwsh", line.Error, StringComparison.Ordinal);
    }

    public void Dispose() => line.Dispose();
}
