using System.Diagnostics;
using System.Globalization;

namespace DepthCompress.Tool.Tests;

/// <summary>Nothing goes on for a process that was killed.</summary>
public sealed class ParentWatchTests : IDisposable
{
    private const int Killed = 128 + 9;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly CommandLine line = new();
    private readonly Process parent = Process.Start("sleep", "120");

    private string Number => parent.Id.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void AnEngineEndsWithTheProcessItWorksForThoughItsInputIsOpen()
    {
        var start = OwnProgram.Start(IsolationValues.WorkerVerb, IsolationValues.ParentOption, Number);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        using var engine = Process.Start(start)!;
        Assert.False(engine.WaitForExit(TimeSpan.FromSeconds(1)));
        parent.Kill();
        Assert.True(engine.WaitForExit(Longest));
        Assert.Equal(Killed, engine.ExitCode);
    }

    [Fact]
    public void ACommandThatIsSupervisedStopsWhenNobodySupervisesItAnyMore()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        var start = OwnProgram.Start("bench", line["model.onnx"], "--measure-seconds", "60", "-q");
        (start.Environment[SupervisedCommand.Mark], start.RedirectStandardError) = (Number, true);
        parent.Kill();
        parent.WaitForExit();
        using var command = Process.Start(start)!;
        Assert.Contains("error DC", command.StandardError.ReadToEnd(), StringComparison.Ordinal);
        Assert.True(command.WaitForExit(Longest));
        Assert.Equal((int)ExitCode.Interrupted, command.ExitCode);
    }

    public void Dispose()
    {
        parent.Kill();
        parent.Dispose();
        line.Dispose();
    }
}
