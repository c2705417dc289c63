namespace DepthCompress.Tool.Tests.Delivery;

/// <summary>The packed tool, installed from a folder where there is nothing of this repository.</summary>
public sealed class ToolPackageTests : IDisposable
{
    private readonly CleanMachine machine = new();

    [NeedsFact(Need.Packages)]
    public void InstalledInAnEmptyFolderItCompressesAModel()
    {
        machine.Write("nuget.config", $"""
            <configuration><packageSources><clear /><add key="local" value="{CleanMachine.Packages}" /></packageSources></configuration>
            """);
        var installed = machine.Run("dotnet", "tool", "install", "DepthCompress.Tool", "--tool-path", "tools");
        Assert.True(installed == 0, machine.Output);
        File.Copy(Path.Combine(RepositoryRoot.Path, "models", "resnet20-shapes10.onnx"), machine["model.onnx"]);
        var program = machine[Path.Combine("tools", "depthcompress")];

        Assert.Equal(0, machine.Run(program, "--version"));
        Assert.Equal(ToolVersion.Text, machine.Output.Trim());
        Assert.Equal(0, machine.Run(program, "optimize", "model.onnx", "-o", "lossless.onnx"));
        Assert.Equal(0, machine.Run(program, "prune", "model.onnx", "--flops", "30%", "-o", "narrow.onnx"));
        Assert.True(new FileInfo(machine["narrow.onnx"]).Length < new FileInfo(machine["lossless.onnx"]).Length);

        var files = Directory.EnumerateFiles(machine["tools"], "*", SearchOption.AllDirectories).ToArray();
        string[] wanted = ["licenses/LICENSE", "licenses/THIRD-PARTY-NOTICES.txt", "licenses/onnxruntime/LICENSE",
            "licenses/onnxruntime/ThirdPartyNotices.txt", "torch-bridge/torch_bridge.cpp", "torch-bridge/CMakeLists.txt"];
        Assert.All(wanted, name => Assert.Contains(files, file => file.EndsWith($"/{name}", StringComparison.Ordinal)));
        Assert.DoesNotContain(files, file => Path.GetFileName(file).Contains("onnxruntime_providers_", StringComparison.Ordinal));
    }

    public void Dispose() => machine.Dispose();
}
