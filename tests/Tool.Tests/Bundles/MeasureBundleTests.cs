namespace DepthCompress.Tool.Tests.Bundles;

/// <summary>Measuring on the device: stopped, killed, gone on with.</summary>
public sealed class MeasureBundleTests : IDisposable
{
    private const int AtOnce = 12;
    private readonly BundleDevice place = new();

    [NeedsFact(Need.OnnxRuntime)]
    public void WhoIsStoppedGoesOnBehindTheLastRow()
    {
        var bundle = place.Export();
        var asked = 0;
        place.Device.Probe.BeforeMeasuring = () =>
        {
            if (++asked == 2)
            {
                place.Device.Stop.Cancel();
            }
        };
        Assert.Equal(ExitCode.Interrupted, place.Device.Run("measure-bundle", bundle, "-o", place.Results, "-q"));
        var half = DeviceLatenciesFile.Read(place.Results);
        Assert.Equal(AtOnce, half.Rows.Length);
        Assert.Empty(JsonSchema.Problems(File.ReadAllText(place.Results), "latencies.schema.json"));

        using var later = new CommandLine { Probe = new CountingProbe { Machine = half.Machine } };
        Assert.Equal(ExitCode.Done, later.Run("measure-bundle", bundle, "-o", place.Results, "--json", "-q"));
        var whole = DeviceLatenciesFile.Read(place.Results);
        Assert.True(whole.IsComplete);
        Assert.Equal(whole.Networks, later.Json.GetProperty("measured").GetInt32());
        Assert.Equal(half.Rows.AsEnumerable(), whole.Rows[..AtOnce]);
        Assert.Equal(whole.Networks - AtOnce, later.Measured.Length);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AProcessWithNeitherModelNorTablesMeasuresAndMayBeKilled()
    {
        var bundle = place.Export();
        File.Move(place.Model, place.Home["elsewhere.onnx"]);
        string[] command = ["measure-bundle", bundle, "-o", place.Results, "--measure-seconds", "0.1", "-q"];
        using (var killed = ToolProcess.Start(command))
        {
            Assert.True(SpinWait.SpinUntil(() => File.Exists(place.Results) || killed.HasEnded, TimeSpan.FromMinutes(2)));
            killed.Kill();
        }

        var before = DeviceLatenciesFile.Read(place.Results);
        using var again = ToolProcess.Start(command);
        Assert.True(again.Wait() is ExitCode.Done, again.Error);
        var after = DeviceLatenciesFile.Read(place.Results);
        Assert.True(after.IsComplete);
        Assert.NotEmpty(before.Rows);
        Assert.Equal(before.Rows.AsEnumerable(), after.Rows[..before.Rows.Length]);
        Assert.Equal("cpu", after.Machine.Provider);

        File.Move(place.Home["elsewhere.onnx"], place.Model);
        Assert.Equal(ExitCode.Done, place.Import("--json"));
        Assert.Equal(after.Networks, place.Home.Json.GetProperty("taken").GetInt32());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AResultsFileIsOfOneBundleAndOneMachine()
    {
        var found = place.Measure();
        var measured = place.Device.Measured.Length;
        string[] command = ["measure-bundle", place.Device["bundle.zip"], "-o", place.Results, "-q"];
        Assert.Equal(ExitCode.Done, place.Device.Run(command));
        Assert.Equal(measured, place.Device.Measured.Length);

        AssertOther("they are of another bundle", found with { Bundle = "another" });
        AssertOther("they are of MachineIdentity", found with { Machine = found.Machine with { Device = "tablet" } });
        AssertOther("version 0.0.1 measured them", found with { Tool = "0.0.1" });
        AssertOther("one measurement was given another time", found with { MeasureSeconds = 100 });
        Assert.Equal(ExitCode.Done, place.Device.Run([.. command, "--force"]));
        Assert.Equal(2 * measured, place.Device.Measured.Length);

        void AssertOther(string why, DeviceLatencies other)
        {
            File.WriteAllText(place.Results, DeviceLatenciesFile.Format(other));
            Assert.Equal(ExitCode.BadInput, place.Device.Run(command));
            Assert.Contains($"error DC2766: it holds other latencies: {why}", place.Device.Error, StringComparison.Ordinal);
        }
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TwoDoNotWriteOneResultsFile()
    {
        var bundle = place.Export();
        using var other = new FileStream(BundleMeasurement.LockOf(place.Results), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

        Assert.Equal(ExitCode.BadInput, place.Device.Run("measure-bundle", bundle, "-o", place.Results, "-q"));
        Assert.Contains("error DC2770: ", place.Device.Error, StringComparison.Ordinal);
    }

    public void Dispose() => place.Dispose();
}
