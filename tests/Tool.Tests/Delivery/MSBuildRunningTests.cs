using System.Text.RegularExpressions;

namespace DepthCompress.Tool.Tests.Delivery;

/// <summary>A build that takes its time: it is stopped, goes on, and is shared by projects that are built at once.</summary>
public sealed class MSBuildRunningTests : IDisposable
{
    private const string Quick = "--calibration-count 16 --refit-count 16 --selection-count 16 --longest-segment 3 --kernels 3 --families identity --measure-seconds 0.1";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);
    private static readonly string[] Projects = ["One", "Two"];
    private readonly CleanMachine machine = new();

    [NeedsFact(Need.Packages)]
    public void ABuildIsStoppedGoesOnAndIsSharedByProjectsThatAreBuiltAtOnce()
    {
        LayOut(Path.Combine(RepositoryRoot.Path, "models", "resnet20-shapes10.onnx"), "");
        Assert.True(machine.Run("dotnet", "restore", "all.proj", "-nodeReuse:false") == 0, machine.Output);

        // The terminal sends the signal to the whole group of processes; what started this test may have told its children to ignore it.
        var build = machine.Start("setsid", "env", "--default-signal=INT", "dotnet", "build", "One", "--no-restore", "-nodeReuse:false");
        Until(() => Directory.Exists(machine[".cache/depthcompress/builds"])
            && Directory.EnumerateDirectories(machine[".cache/depthcompress/builds"], ".work-*").Any());
        Assert.NotEmpty(Running());
        using (var kill = machine.Start("kill", "-INT", "--", $"-{build.Id}"))
        {
            kill.WaitForExit();
        }

        Assert.NotEqual(0, machine.Wait(build));
        Until(() => Running().Count == 0);
        Assert.DoesNotContain(Directory.EnumerateDirectories(machine[".cache/depthcompress/builds"]).Select(Path.GetFileName),
            name => name![0] != '.');
        Assert.Empty(Directory.EnumerateFiles(machine["One"], "*.onnx", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(machine["One"], "*.tmp", SearchOption.AllDirectories));

        using (var line = new CommandLine())
        {
            LayOut(line.Write("net.onnx", TinyNetworks.Residual), Quick);
        }

        Assert.True(machine.Run("dotnet", "build", "all.proj", "--no-restore", "-m", "-nodeReuse:false") == 0, machine.Output);
        Assert.Equal(["built", "from the cache"], Made());
        byte[][] files = [.. Projects.Select(name => File.ReadAllBytes(machine[$"{name}/bin/Debug/net10.0/models/net.onnx"]))];
        Assert.Equal(files[0], files[1]);

        Assert.True(machine.Run("dotnet", "clean", "all.proj", "-nodeReuse:false") == 0, machine.Output);
        Assert.True(machine.Run("dotnet", "msbuild", "One/One.csproj", "-t:AssignTargetPaths", "-p:DesignTimeBuild=true", "-nodeReuse:false") == 0, machine.Output);
        Assert.Empty(Made());
        Assert.Empty(Projects.SelectMany(name => Directory.EnumerateFiles(machine[name], "*.onnx", SearchOption.AllDirectories)));
    }

    public void Dispose() => machine.Dispose();

    private void LayOut(string model, string options)
    {
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "nuget.config" })
        {
            machine.Write($"samples/{file}", File.ReadAllText(Path.Combine(RepositoryRoot.Path, "samples", file)));
            machine.Write(file, File.ReadAllText(machine[$"samples/{file}"]).Replace("../artifacts", "artifacts", StringComparison.Ordinal));
        }

        if (!Directory.Exists(machine["artifacts"]))
        {
            Directory.CreateDirectory(machine["artifacts"]);
            Directory.CreateSymbolicLink(machine["artifacts/packages"], CleanMachine.Packages);
        }

        Directory.CreateDirectory(machine["models"]);
        File.Copy(model, machine["models/net.onnx"], overwrite: true);
        machine.Write("all.proj", $"""
            <Project DefaultTargets="Build">
              <ItemGroup><Each Include="{string.Join(';', Projects.Select(name => $"{name}/{name}.csproj"))}" /></ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Each)" Targets="Restore" Properties="IsRestoring=true" /></Target>
              <Target Name="Build"><MSBuild Projects="@(Each)" BuildInParallel="true" /></Target>
              <Target Name="Clean"><MSBuild Projects="@(Each)" Targets="Clean" /></Target>
            </Project>
            """);
        foreach (var name in Projects)
        {
            machine.Write($"{name}/{name}.csproj", $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="DepthCompress.MSBuild" Version="{ToolVersion.Text}" />
                    <DepthCompressModel Include="../models/net.onnx" Link="models/net.onnx" SpeedUp="1.05" Options="{options}" />
                  </ItemGroup>
                </Project>
                """);
        }
    }

    /// <summary>The processes of the program that work for this machine.</summary>
    private List<string> Running() => [.. Directory.EnumerateDirectories("/proc").Select(folder => Path.Combine(folder, "cmdline")).Where(file =>
    {
        try
        {
            var words = File.ReadAllText(file);
            return words.Contains("build-step", StringComparison.Ordinal) && words.Contains(machine["One"], StringComparison.Ordinal);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    })];

    private static void Until(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(() =>
    {
        Thread.Sleep(50);
        return holds();
    }, Longest));

    private IEnumerable<string> Made() =>
        Regex.Matches(machine.Output, @"\(TrainingFree, ([a-z ]+), ").Select(match => match.Groups[1].Value).Order();
}
