using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool.Tests.Bundles;

/// <summary>Latencies of a device that has neither the model nor the tables.</summary>
public sealed class AnotherDeviceTests : IDisposable
{
    private static readonly string[] Few = ["--calibration-count", "16", "--refit-count", "16", "--selection-count", "8", "--speedup", "1.2x"];
    private readonly BundleDevice place = new();

    [NeedsFact(Need.OnnxRuntime)]
    public void APlanForADeviceIsThatOfATableMeasuredThere()
    {
        var found = place.Measure();
        Assert.True(found.IsComplete);
        Assert.Equal(ExitCode.Done, place.Import());
        Assert.Equal(ExitCode.Done, place.Home.Run(
            ["plan", place.Model, "--machine", BundleDevice.Name, "--tables", place.Tables, "-o", place.Home["far.json"], .. BundleDevice.Search, .. Few]));
        Assert.Empty(place.Home.Measured);

        // The same on the device itself, with the model there.
        Assert.Equal(ExitCode.Done, place.Device.Run(
            ["plan", place.Model, "--tables", place.Device["own.db"], "-o", place.Device["near.json"], .. BundleDevice.Search, .. Few]));
        Assert.Equal(File.ReadAllText(place.Device["near.json"]), File.ReadAllText(place.Home["far.json"]));
        Assert.Equal(BundleDevice.Name, PlanFile.Parse(File.ReadAllText(place.Home["far.json"]), "far").Machine.Device);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhoseLatenciesTheyAreIsSeenInTheTables()
    {
        Assert.Equal(ExitCode.Done, place.Home.Run(["profile", place.Model, "--tables", place.Tables, .. BundleDevice.Search]));
        var found = place.Measure();
        Assert.Equal(ExitCode.Done, place.Import("--json"));
        Assert.Equal(ExitCode.Done, place.Home.Run("tables", "list", place.Tables, "--json"));

        var rows = place.Home.Json.GetProperty("latencies").EnumerateArray()
            .ToDictionary(group => group.GetProperty("device").GetString()!, group => group.GetProperty("rows").GetInt32());
        Assert.Equal(found.Networks, rows[BundleDevice.Name]);
        Assert.Equal(found.Networks, rows["counter"]);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OnlyWhatTheDeviceLacksIsExportedAgain()
    {
        var all = place.Measure();
        Assert.Equal(ExitCode.Done, place.Import());
        Assert.Equal(ExitCode.Done, place.Home.Run(["profile", place.Model, "--export-bundle", place.Home["rest.zip"], "--machine", BundleDevice.Name,
            "--tables", place.Tables, "--json", .. BundleDevice.Search]));
        Assert.Equal(0, place.Home.Json.GetProperty("networks").GetInt32());
        Assert.False(File.Exists(place.Home["rest.zip"]));

        // One more kernel, so some more networks; those of before are there.
        Assert.Equal(ExitCode.Done, place.Home.Run("profile", place.Model, "--export-bundle", place.Home["rest.zip"], "--machine", place.Results, "--tables",
            place.Tables, "--json", "--longest-segment", "3", "--families", "identity,fit", "--kernels", "3,5", "-q"));
        using var rest = Bundle.Open(place.Home["rest.zip"]);
        Assert.Equal(place.Home.Json.GetProperty("networks").GetInt32(), rest.Networks.Length);
        Assert.NotEmpty(rest.Networks);
        Assert.Empty(rest.Networks.Select(network => network.Signature).Intersect(all.Rows.Select(row => row.Signature)));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatADeviceLacksIsNotMeasuredHere()
    {
        var found = place.Measure();
        File.WriteAllText(place.Results, DeviceLatenciesFile.Format(found with { Rows = found.Rows[..2] }));
        Assert.Equal(ExitCode.Done, place.Import());
        Assert.Contains($"warning DC2764: 2 of {found.Networks} networks", place.Home.Error, StringComparison.Ordinal);

        Assert.Equal(ExitCode.BadInput, place.Home.Run(
            ["plan", place.Model, "--machine", BundleDevice.Name, "--tables", place.Tables, .. BundleDevice.Search, .. Few]));
        Assert.Contains("error DC2767: the tables lack latencies of phone", place.Home.Error, StringComparison.Ordinal);
        Assert.Empty(place.Home.Measured);
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("the name of nothing", "know nothing of 'the name of nothing': counter, cpu")]
    [InlineData("e", "know 2 machines of 'e': counter, cpu")]
    public void AMachineIsNamedSoThatItIsOne(string name, string message)
    {
        Assert.Equal(ExitCode.Done, place.Home.Run(["profile", place.Model, "--tables", place.Tables, .. BundleDevice.Search]));
        place.Measure();
        Assert.Equal(ExitCode.Done, place.Import());
        Assert.Equal(ExitCode.BadInput, place.Home.Run(
            ["plan", place.Model, "--machine", name, "--tables", place.Tables, "--threads", "7", .. BundleDevice.Search, .. Few]));
        Assert.Contains($"error DC2768: the tables {message}", place.Home.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OtherFiguresOfTheSameDeviceAreRefusedUnlessForced()
    {
        var found = place.Measure();
        Assert.Equal(ExitCode.Done, place.Import());
        Assert.Equal(ExitCode.Done, place.Import());
        File.WriteAllText(place.Results, DeviceLatenciesFile.Format(
            found with { Rows = [found.Rows[0] with { P10 = found.Rows[0].P10 * 2 }, .. found.Rows[1..]] }));

        Assert.Equal(ExitCode.BadInput, place.Import());
        Assert.Contains("error DC2765: 'the whole network' takes ", place.Home.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, place.Import("--force"));
        Assert.Equal(ExitCode.Done, place.Import());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ResultsOfAnotherModelAndEditedOnesAreRefused()
    {
        var found = place.Measure();
        File.WriteAllText(place.Results, File.ReadAllText(place.Results).Replace("\"threads\": 4", "\"threads\": 1", StringComparison.Ordinal));
        Assert.Equal(ExitCode.BadInput, place.Import());
        Assert.Contains("error DC2762: it holds no latencies of a device: it was damaged or edited", place.Home.Error, StringComparison.Ordinal);

        File.WriteAllText(place.Results, DeviceLatenciesFile.Format(found with { Model = "another" }));
        Assert.Equal(ExitCode.BadInput, place.Import());
        Assert.Contains("error DC2763: ", place.Home.Error, StringComparison.Ordinal);
        Assert.False(TableHas(BundleDevice.Name));
    }

    private bool TableHas(string device)
    {
        Assert.Equal(ExitCode.Done, place.Home.Run("tables", "list", place.Tables, "--json"));
        return place.Home.Output.Contains(device, StringComparison.Ordinal);
    }

    public void Dispose() => place.Dispose();
}
