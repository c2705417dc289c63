using System.Text.RegularExpressions;

namespace DepthCompress.Tool.Tests.Delivery;

/// <summary>The packed MSBuild package in the sample projects, by real builds on a machine that has nothing but the SDK.</summary>
public sealed class MSBuildPackageTests : IDisposable
{
    private const string App = "samples/msbuild/App";
    private const string Bin = $"{App}/bin/Debug/net10.0/models";
    private readonly CleanMachine machine = new();

    [NeedsFact(Need.Packages)]
    public void AProjectIsBuiltChangedPublishedAndCleaned()
    {
        LayOut();
        Build();
        Assert.Equal(["built", "built", "from the cache"], Made());
        var lossless = Bytes($"{Bin}/resnet20-shapes10.onnx");
        Assert.NotEqual(Bytes("models/resnet20-shapes10.onnx"), lossless);
        Assert.Equal(0, machine.Run("dotnet", $"{App}/bin/Debug/net10.0/App.dll"));
        Assert.Contains($"embedded: {lossless.Length} bytes", machine.Output, StringComparison.Ordinal);

        machine.Write($"{App}/Unrelated.cs", "internal static class Unrelated;");
        Build();
        Assert.Empty(Made());

        File.Copy(Source("models/vgg9-cifar10.onnx"), machine["models/vgg9-shapes10.onnx"], overwrite: true);
        File.Delete(machine[$"{App}/obj/Debug/net10.0/depthcompress/models/models/resnet20-shapes10.onnx"]);
        var before = Bytes($"{Bin}/vgg9-shapes10.onnx");
        Build();
        Assert.Equal(["built", "from the cache"], Made());
        Assert.NotEqual(before, Bytes($"{Bin}/vgg9-shapes10.onnx"));
        Assert.Equal(lossless, Bytes($"{Bin}/resnet20-shapes10.onnx"));

        Assert.True(machine.Run("dotnet", "publish", App, "--no-build", "-c", "Debug", "-o", "published", "-nodeReuse:false") == 0,
            machine.Output);
        Assert.Equal(lossless, Bytes("published/models/resnet20-shapes10.onnx"));
        Assert.Empty(Made());

        File.WriteAllText(machine["models/vgg9-shapes10.onnx"], "no model");
        Assert.NotEqual(0, machine.Run("dotnet", "build", App, "--no-restore", "-nodeReuse:false"));
        Assert.Matches(@"models/vgg9-shapes10\.onnx : error DC1\d{3}: ", machine.Output);

        Assert.True(machine.Run("dotnet", "clean", App, "-nodeReuse:false") == 0, machine.Output);
        Assert.Empty(Directory.EnumerateFiles(machine["samples"], "*.onnx", SearchOption.AllDirectories));
    }

    [NeedsFact(Need.Packages)]
    public void APlanIsReplayedWithItsWeightsAndAModelThatIsTakenOutOfAProjectLeavesIt()
    {
        LayOut();
        var narrow = MakePlan("models/vgg9-shapes10.onnx", "models/vgg9.plan.json");
        Edit("Link=\"models/vgg9", "Plan=\"../../../models/vgg9.plan.json\" OutputFile=\"made/\" BuildAction=\"None\" Link=\"models/vgg9");
        Build();
        Assert.Contains("vgg9-shapes10.onnx (Plan, built", machine.Output, StringComparison.Ordinal);
        Assert.Equal(narrow, Bytes($"{App}/made/vgg9-shapes10.onnx"));
        Assert.Equal(narrow, Bytes($"{Bin}/vgg9-shapes10.onnx"));

        Edit("<DepthCompressModel Include=\"[^\"]*vgg9[^>]*>", "");
        Build();
        Assert.False(File.Exists(machine[$"{App}/made/vgg9-shapes10.onnx"]));
        Assert.False(File.Exists(machine[$"{Bin}/vgg9-shapes10.onnx"]));
        Assert.True(File.Exists(machine[$"{Bin}/resnet20-shapes10.onnx"]));
    }

    public void Dispose() => machine.Dispose();

    private static string Source(string name) => Path.Combine(RepositoryRoot.Path, name);

    private byte[] Bytes(string name) => File.ReadAllBytes(machine[name]);

    private void LayOut()
    {
        foreach (var file in Directory.EnumerateFiles(Source("samples"), "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal)))
        {
            machine.Write(Path.GetRelativePath(RepositoryRoot.Path, file), File.ReadAllText(file));
        }

        Directory.CreateDirectory(machine["models"]);
        Directory.CreateDirectory(machine["artifacts"]);
        Directory.CreateSymbolicLink(machine["artifacts/packages"], CleanMachine.Packages);
        foreach (var name in new[] { "resnet20-shapes10.onnx", "vgg9-shapes10.onnx" })
        {
            File.Copy(Source($"models/{name}"), machine[$"models/{name}"]);
        }
    }

    private void Edit(string pattern, string text)
    {
        var project = $"{App}/App.csproj";
        machine.Write(project, Regex.Replace(File.ReadAllText(machine[project]), pattern, text));
    }

    /// <summary>A plan of channels with its weights, and the file that is to come of it.</summary>
    private byte[] MakePlan(string model, string plan)
    {
        using var line = new CommandLine();
        string[] words = ["prune", machine[model], "--method", "l2", "--flops", "30%", "--plan-out", machine[plan], "-o", line["narrow.onnx"]];
        Assert.Equal(ExitCode.Done, line.Run(words));
        Assert.Equal(ExitCode.Done, line.Run("weights", machine[model], "--plan", machine[plan], "--result", line["narrow.onnx"]));
        return File.ReadAllBytes(line["narrow.onnx"]);
    }

    private void Build() => Assert.True(machine.Run("dotnet", "build", App, "-nodeReuse:false") == 0, machine.Output);

    /// <summary>What was done with models in the last build.</summary>
    private IEnumerable<string> Made() =>
        Regex.Matches(machine.Output, @"\((?:Lossless|Plan|TrainingFree), ([a-z ]+), ").Select(match => match.Groups[1].Value).Order();
}
