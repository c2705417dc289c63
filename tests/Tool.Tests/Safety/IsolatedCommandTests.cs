namespace DepthCompress.Tool.Tests;

/// <summary>Commands whose engines are killed, once and always.</summary>
public sealed class IsolatedCommandTests : IDisposable
{
    private readonly CommandLine line = new();

    public IsolatedCommandTests() => line.Write("model.onnx", TinyNetworks.Residual);

    private string[] Profile => ["profile", line["model.onnx"], "--tables", line["t.db"], "--measure-seconds", "0.05", "--longest-segment", "3", "--isolate", "-q"];

    [NeedsFact(Need.OnnxRuntime)]
    public void AnEngineThatIsKilledIsAskedAgain()
    {
        using var run = ToolProcess.Start(Profile);
        while (TableRows.Of(line["t.db"]).Length == 0 && !run.HasEnded)
        {
            Thread.Sleep(20);
        }

        run.TryKillChildren();
        Assert.True(run.Wait() is ExitCode.Done, run.Error);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnEngineThatAlwaysDiesIsAnErrorAndTablesStay()
    {
        using (var run = ToolProcess.Start(Profile))
        {
            while (!run.HasEnded)
            {
                run.TryKillChildren();
                Thread.Sleep(2);
            }

            Assert.NotEqual(ExitCode.Done, run.Wait());
            Assert.Contains("error DC4320: ", run.Error, StringComparison.Ordinal);
        }

        using var again = ToolProcess.Start(Profile);
        Assert.True(again.Wait() is ExitCode.Done, again.Error);
        Assert.Equal("ok", TableRows.HealthOf(line["t.db"]));
    }

    public void Dispose() => line.Dispose();
}
