namespace DepthCompress.Tool.Tests;

/// <summary>Two processes at one table file at once.</summary>
public sealed class TwoProcessTests : IDisposable
{
    private readonly CommandLine line = new();

    [NeedsFact(Need.OnnxRuntime)]
    public void TwoThatFillOneTableDoNothingTwiceAndFindTheSame()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        string[] command = ["importance", line["model.onnx"], "--tables", line["t.db"], "--calibration-count", "16", "--refit-count", "16",
            "--selection-count", "8", "--longest-segment", "4", "--json", "-q"];
        using var first = ToolProcess.Start(command);
        using var second = ToolProcess.Start(command);
        Assert.True(first.Wait() is ExitCode.Done, first.Error);
        Assert.True(second.Wait() is ExitCode.Done, second.Error);
        Assert.Equal(RowsOf(first.Output), RowsOf(second.Output));

        // Whoever computed a row spent another time on it: equal times mean that it was computed once.
        Assert.NotEmpty(RowsOf(first.Output));
        Assert.Equal("ok", TableRows.HealthOf(line["t.db"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TwoThatMeasureOneTableMeasureEveryNetworkOnce()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        string[] command = ["profile", line["model.onnx"], "--tables", line["t.db"], "--measure-seconds", "0.05", "--longest-segment", "3", "--json", "-q"];
        using var first = ToolProcess.Start(command);
        using var second = ToolProcess.Start(command);
        Assert.True(first.Wait() is ExitCode.Done, first.Error);
        Assert.True(second.Wait() is ExitCode.Done, second.Error);
        Assert.Equal(RowsOf(first.Output), RowsOf(second.Output));
        Assert.Equal("ok", TableRows.HealthOf(line["t.db"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhoeverHasNotTheTurnWaitsForIt()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        using var claims = new TableClaims(line["t.db"]);
        var turn = claims.Try("latency")!;
        using var profile = ToolProcess.Start(["profile", line["model.onnx"], "--tables", line["t.db"], "--measure-seconds", "0.01", "--longest-segment",
            "2", "-q"]);
        Assert.False(profile.EndsWithin(TimeSpan.FromSeconds(4)));
        Assert.Empty(TableRows.Of(line["t.db"]));
        turn.Dispose();
        Assert.True(profile.Wait() is ExitCode.Done, profile.Error);
        Assert.NotEmpty(TableRows.Of(line["t.db"]));
    }

    private static string[] RowsOf(string output) => [.. System.Text.Json.JsonDocument.Parse(output).RootElement.GetProperty("candidates").EnumerateArray()
        .Select(row => row.GetRawText()).Order(StringComparer.Ordinal)];

    public void Dispose() => line.Dispose();
}
