using System.IO.Compression;
using System.Text.Json.Nodes;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool.Tests.Bundles;

/// <summary>The file that goes to the device: what it holds, and what is refused.</summary>
public sealed class BundleTests : IDisposable
{
    private readonly BundleDevice place = new();

    [NeedsFact(Need.OnnxRuntime)]
    public void ItHoldsEveryNetworkOfTheTableJustAsItIsMeasuredHere()
    {
        Assert.Equal(ExitCode.Done, place.Home.Run(["profile", place.Model, "--tables", place.Tables, .. BundleDevice.Search]));
        using var bundle = Bundle.Open(place.Export());
        bundle.Unpack(CancellationToken.None);
        var requests = bundle.Networks.Select(network => network.Make()).ToArray();

        Assert.Equal("the whole network", bundle.Networks[0].Description);
        Assert.Equal(place.Home.Measured.Select(one => GraphSignature.Of(one.Graph, one.Inputs)), requests.Select(one => GraphSignature.Of(one.Graph, one.Inputs)));
        Assert.Equal(bundle.Networks.Select(network => network.Signature), requests.Select(one => GraphSignature.Of(one.Graph, one.Inputs)));
        var weights = requests.Sum(one => one.Graph.Initializers.Values.Where(tensor => tensor.Bytes.Length >= 1024).Sum(tensor => (long)tensor.Bytes.Length));
        Assert.InRange(bundle.Manifest.WeightBytes, 1, weights / 3);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void EqualInputsGiveEqualBytes()
    {
        var first = File.ReadAllBytes(place.Export());

        Assert.Equal(first, File.ReadAllBytes(place.Export()));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(place.Model)!, ".*"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ItsRunnerIsStartedFromTheUnpackedFolder()
    {
        File.WriteAllText(Directory.CreateDirectory(place.Home["tool"]).FullName + "/depthcompress", "#!/bin/sh\necho \"$@\"\n");
        var bundle = place.Export("--runner", place.Home["tool"]);
        ZipFile.ExtractToDirectory(bundle, place.Device["unpacked"]);
        var start = new System.Diagnostics.ProcessStartInfo("sh", [place.Device["unpacked/measure"], "-o", "r.json"]) { RedirectStandardOutput = true };
        using var script = System.Diagnostics.Process.Start(start)!;

        Assert.Equal($"measure-bundle {place.Device["unpacked"]} -o r.json\n", script.StandardOutput.ReadToEnd());
        Assert.Equal(ExitCode.Done, place.Device.Run("measure-bundle", place.Device["unpacked"], "-o", place.Results, "-q"));
        Assert.Equal(ExitCode.BadInput, place.Home.Run("profile", place.Model, "--export-bundle", place.Home["b.zip"], "--runner", place.Home["."], "-q"));
        Assert.Contains("error DC2769: ", place.Home.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatIsDamagedIsRefusedAndNothingIsWritten()
    {
        var sound = File.ReadAllBytes(place.Export());
        var changed = sound.ToArray();
        changed[changed.AsSpan().IndexOf("networks/weights.bin"u8) + 400] ^= 1;

        AssertRefused("DC2760", sound[..(sound.Length / 2)]);
        AssertRefused("DC2760", changed);
        AssertRefused("DC2760", [1, 2, 3]);
        AssertRefused("DC2760", []);
        Assert.Equal(ExitCode.BadInput, place.Device.Run("measure-bundle", place.Device["absent.zip"], "-o", place.Results, "-q"));
        Assert.Contains("error DC2111: ", place.Device.Error, StringComparison.Ordinal);
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("schema", "\"depthcompress/bundle/9\"", "DC2761: the bundle has the form 'depthcompress/bundle/9' of version ")]
    [InlineData("weightBytes", "99999999999", "DC2760: it is no bundle of networks, or a damaged one: it is shorter than what it should hold")]
    [InlineData("weightBytes", "1", "DC2760: it is no bundle of networks, or a damaged one: 'networks/weights.bin' is longer than 1 bytes")]
    [InlineData("networks/0/signature", "\"../../../../../../../tmp/evil0001\"", "DC2760: it is no bundle of networks, or a damaged one: a network has no name")]
    [InlineData("networks/0/inputs/0/shape", "[65536,65536]", "DC2760: it is no bundle of networks, or a damaged one: an input is too large")]
    [InlineData("networks/0/digest", "\"00\"", "DC2760: it is no bundle of networks, or a damaged one: 'networks/")]
    [InlineData("networks", "null", "DC2760: it is no bundle of networks, or a damaged one: its manifest: ")]
    [InlineData("networks", "[]", "DC2760: it is no bundle of networks, or a damaged one: it holds no networks")]
    [InlineData("more", "1", "DC2760: it is no bundle of networks, or a damaged one: its manifest: ")]
    public void AManifestIsNotTakenAtItsWord(string entry, string value, string message)
    {
        using (var archive = ZipFile.Open(place.Export(), ZipArchiveMode.Update))
        {
            var old = archive.GetEntry(BundleFiles.Manifest)!;
            JsonNode manifest;
            using (var reading = old.Open())
            {
                manifest = JsonNode.Parse(reading)!;
            }

            var names = entry.Split('/');
            var owner = names[..^1].Aggregate(manifest, (node, name) => int.TryParse(name, out var index) ? node[index]! : node[name]!);
            owner[names[^1]] = JsonNode.Parse(value);
            old.Delete();
            using var writing = new StreamWriter(archive.CreateEntry(BundleFiles.Manifest).Open());
            writing.Write(manifest.ToJsonString());
        }

        AssertRefused(message, File.ReadAllBytes(place.Device["bundle.zip"]));
    }

    private void AssertRefused(string message, byte[] bytes)
    {
        Assert.Equal(ExitCode.BadInput, place.Device.Run("measure-bundle", place.Device.Write("bad.zip", bytes), "-o", place.Results, "-q"));
        Assert.Contains($"error {message}", place.Device.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(place.Results));
        Assert.Empty(place.Device.Measured);
    }

    public void Dispose() => place.Dispose();
}
