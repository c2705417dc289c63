using System.IO.Compression;
using System.Xml.Linq;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests.Delivery;

/// <summary>The packed libraries in projects of others: the samples, and one that trains, on a machine that has nothing but the SDK.</summary>
public sealed class LibraryPackageTests : IDisposable
{
    private const string Quick = """
        { "measureSeconds": 0.05, "calibrationCount": 20, "refitCount": 20, "selectionCount": 20, "kernels": [3], "families": ["identity", "fit"] }
        """;

    private readonly CleanMachine machine = new();

    public LibraryPackageTests() =>
        OnnxWriter.Write(new Model(TinyNetworks.Residual, new OnnxShell()), machine["model.onnx"], new OnnxWriteOptions());

    [NeedsFact(Need.Packages)]
    public void TheConsoleSampleCompressesAModel()
    {
        machine.Copy("samples/console");
        machine.Write("depthcompress.json", Quick);
        Build("samples/console/console.csproj");
        var exit = machine.Run("dotnet", "samples/console/bin/Debug/net10.0/console.dll", "model.onnx", "small.onnx", "1.05", "synthetic:shapes10?size=16&count=60", "mean=128;std=64");

        // How fast a network of a tenth of a millisecond is, depends on the machine; that there is a result does not.
        Assert.True(exit is 0 or 1, machine.Output);
        Assert.Contains("  refit: ", machine.Output, StringComparison.Ordinal);
        Assert.Contains("written: small.onnx", machine.Output, StringComparison.Ordinal);
        Assert.Equal("input", OnnxReader.Read(machine["small.onnx"], new DiagnosticSink()).Graph.Inputs[0].Hint);
        Assert.True(File.Exists(machine["small.html"]) && File.Exists(machine["small.plan.json"]));
        Assert.Equal(3, machine.Run("dotnet", "samples/console/bin/Debug/net10.0/console.dll", "none.onnx", "small.onnx"));
        Assert.Contains("none.onnx : error DC1001: ", machine.Output, StringComparison.Ordinal);
    }

    [NeedsFact(Need.Packages)]
    public void TheScriptOptimizesAModel()
    {
        machine.Copy("samples/script");
        Assert.True(machine.Run("dotnet", "run", "samples/script/compress.cs", "model.onnx", "small.onnx") == 0, machine.Output);
        Assert.Contains(" operators, ", machine.Output, StringComparison.Ordinal);
        var (before, after) = (OnnxReader.Read(machine["model.onnx"], new DiagnosticSink()), OnnxReader.Read(machine["small.onnx"], new DiagnosticSink()));
        Assert.True(after.Graph.Nodes.Length < before.Graph.Nodes.Length);
    }

    [NeedsFact(Need.Packages)]
    public void AProjectWithTrainingMakesAModelNarrower()
    {
        machine.Write("narrow/narrow.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="DepthCompress.Training" Version="0.1.0" /></ItemGroup>
            </Project>
            """);
        machine.Write("narrow/Program.cs", """
            using System;
            using System.IO;
            using DepthCompress;
            using DepthCompress.Training;

            var options = new PruneOptions { Flops = 0.3, Output = "narrow.onnx", MeasureSeconds = 0.05 };
            var result = await NetworkModel.Load(File.ReadAllBytes("model.onnx")).PruneAsync(options);
            Console.WriteLine($"verified: {result.IsVerified}, written: {result.Output}, training: {NetworkTraining.WhyNot ?? "ready"}");
            """);
        Build("narrow/narrow.csproj");
        Assert.True(machine.Run("dotnet", "narrow/bin/Debug/net10.0/narrow.dll") == 0, machine.Output);
        Assert.Contains("verified: True, written: narrow.onnx, training: ", machine.Output, StringComparison.Ordinal);
        Assert.True(new FileInfo(machine["narrow.onnx"]).Length < new FileInfo(machine["model.onnx"]).Length);
    }

    [NeedsFact(Need.Packages)]
    public void ThePackagesHoldWhatTheyShould()
    {
        var (files, dependencies) = Contents("DepthCompress");
        string[] wanted =
        [
            "README.md", "LICENSE", "THIRD-PARTY-NOTICES.txt", "licenses/onnxruntime/LICENSE", "licenses/onnxruntime/ThirdPartyNotices.txt",
            "buildTransitive/DepthCompress.props", "lib/net10.0/DepthCompress.Library.xml", "lib/net10.0/DepthCompress.GraphIR.xml",
            .. new[] { "DepthCompress.Library", "DepthCompress.GraphIR", "DepthCompress.Passes", "DepthCompress.Report", "DepthCompress.Runtime",
                "Microsoft.ML.OnnxRuntime", "Onnx.Protobuf", "TorchSharp" }.Select(name => $"lib/net10.0/{name}.dll"),
        ];
        Assert.Equal([], wanted.Except(files));
        Assert.Contains(files, file => file.StartsWith("runtimes/", StringComparison.Ordinal) && file.Contains("/native/libonnxruntime.", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.Contains("providers_", StringComparison.Ordinal));
        string[] below = ["Google.Protobuf", "Microsoft.Data.Sqlite", "SQLitePCLRaw.bundle_e_sqlite3", "System.Numerics.Tensors"];
        Assert.Equal(below, dependencies);

        (files, dependencies) = Contents("DepthCompress.Training");
        Assert.Equal(["lib/net10.0/DepthCompress.Training.dll", "lib/net10.0/DepthCompress.Training.xml"], files.Where(file => file.StartsWith("lib/", StringComparison.Ordinal)));
        Assert.Contains("torch-bridge/torch_bridge.cpp", files);
        Assert.Equal(["DepthCompress", .. below], dependencies);
    }

    public void Dispose() => machine.Dispose();

    private void Build(string project) => Assert.True(machine.Run("dotnet", "build", project, "-nodeReuse:false") == 0, machine.Output);

    private static (string[] Files, IEnumerable<string> Dependencies) Contents(string package)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(CleanMachine.Packages, $"{package}.{ToolVersion.Text}.nupkg"));
        using var stream = archive.GetEntry($"{package}.nuspec")!.Open();
        var dependencies = XDocument.Load(stream).Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => (string)element.Attribute("id")!).Order(StringComparer.Ordinal);
        return ([.. archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal)], dependencies);
    }
}
