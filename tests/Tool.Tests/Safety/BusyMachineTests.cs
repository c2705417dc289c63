namespace DepthCompress.Tool.Tests;

/// <summary>Whoever measures on a machine that others load is told so before the minutes that it takes, once.</summary>
public sealed class BusyMachineTests : IDisposable
{
    private readonly CommandLine line = new();

    public BusyMachineTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [Fact]
    public void ABusyMachineIsSaidBeforeAnythingIsMeasured()
    {
        var asked = new List<int>();
        line.ShareOfProcessor = threads =>
        {
            Assert.Empty(line.Measured);
            asked.Add(threads);
            return 0.497;
        };

        Assert.Equal(ExitCode.Done, line.Run("bench", line["model.onnx"], line["model.onnx"], "--threads", "2"));

        Assert.Equal([2], asked);
        Assert.NotEmpty(line.Measured);
        Assert.Equal(1, line.Error.Split("warning DC5050: other programs work on this machine: 50 % of the processor time that was asked for was given").Length - 1);
    }

    [Fact]
    public void AQuietMachineIsNotMentioned()
    {
        line.ShareOfProcessor = _ => 0.97;

        Assert.Equal(ExitCode.Done, line.Run("bench", line["model.onnx"]));

        Assert.DoesNotContain("DC5050", line.Error, StringComparison.Ordinal);
    }

    /// <summary>What is known already needs no quiet machine.</summary>
    [Fact]
    public void NobodyLooksWhereNothingIsMeasured()
    {
        line.ShareOfProcessor = _ => throw new InvalidOperationException("nothing is to be measured");

        Assert.Equal(ExitCode.Done, line.Run("inspect", line["model.onnx"]));
    }

    public void Dispose() => line.Dispose();
}
