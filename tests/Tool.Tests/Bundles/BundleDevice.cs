namespace DepthCompress.Tool.Tests.Bundles;

/// <summary>Two machines: one with the model and the tables, and a device that gets nothing but a bundle.</summary>
internal sealed class BundleDevice : IDisposable
{
    internal const string Name = "phone";

    /// <summary>Options that decide which candidates there are; few.</summary>
    internal static readonly string[] Search = ["--longest-segment", "3", "--families", "identity,fit", "--kernels", "3", "-q"];

    internal BundleDevice()
    {
        Model = Home.Write("model.onnx", TinyNetworks.Residual);
        Tables = Home["tables.db"];
    }

    internal CommandLine Home { get; } = new();

    internal CommandLine Device { get; } = new() { Probe = new CountingProbe { Machine = new(Name, "cpu", "none", 4, "all") } };

    internal string Model { get; }

    internal string Tables { get; }

    internal string Results => Device["results.json"];

    /// <summary>A bundle that lies on the device, and nowhere else.</summary>
    internal string Export(params string[] more)
    {
        Assert.True(Home.Run(["profile", Model, "--export-bundle", Home["bundle.zip"], "--tables", Tables, "--force", .. Search, .. more]) is ExitCode.Done,
            Home.Error);
        File.Move(Home["bundle.zip"], Device["bundle.zip"], overwrite: true);
        return Device["bundle.zip"];
    }

    /// <summary>A results file of a new bundle.</summary>
    internal DeviceLatencies Measure()
    {
        Assert.True(Device.Run("measure-bundle", Export(), "-o", Results, "-q") is ExitCode.Done, Device.Error);
        return DeviceLatenciesFile.Read(Results);
    }

    internal ExitCode Import(params string[] more) => Home.Run(["profile", Model, "--import", Results, "--tables", Tables, .. Search, .. more]);

    public void Dispose()
    {
        Home.Dispose();
        Device.Dispose();
    }
}
