using System.Globalization;
using System.Text.RegularExpressions;

namespace DepthCompress.Tool.Tests.Delivery;

/// <summary>
/// Builds that take their time: they are stopped, killed, go on, are shared by projects that are built at once, and fail at a gate.
/// </summary>
public sealed class MSBuildRunningTests : IDisposable
{
    private const string Compressed = """
        <DepthCompressModel Include="../models/net.onnx" Link="models/net.onnx" SpeedUp="1.05"
          Options="--threads 1 --calibration-count 16 --refit-count 16 --selection-count 16 --measure-seconds 0.1
            --longest-segment 3 --kernels 3 --families identity" />
        """;

    private const string Judged = """
        <DepthCompressModel Include="../models/net.onnx" Link="models/net.onnx" FailIf="size>2MB,depth>99" />
        <DepthCompressModel Include="../models/deep.onnx" Link="models/deep.onnx" FailIf="size>2MB,depth>1" />
        """;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);
    private static readonly string[] Projects = ["One", "Two"];
    private readonly CleanMachine machine = new();

    private string Cache => machine[".cache/depthcompress/builds"];

    /// <summary>The folders that results are made in; the tables lie beside them.</summary>
    private IEnumerable<string> Unfinished => Folders().Where(name => name.StartsWith(".work-", StringComparison.Ordinal));

    [NeedsFact(Need.Packages)]
    public void ABuildIsStoppedGoesOnAndIsSharedByProjectsThatAreBuiltAtOnce()
    {
        LayOut();
        Succeed("restore", "all.proj");
        IsStopped();
        IsKilled();
        AtOnce();
        Cleaned();
        MissesAGate();
    }

    public void Dispose() => machine.Dispose();

    private void IsStopped()
    {
        // The terminal sends the signal to the whole group of processes; what started this test may have told its children to ignore it.
        var build = machine.Start("setsid", "env", "--default-signal=INT", "dotnet", "build", "One", "--no-restore", "-nodeReuse:false");
        Until(IsAtWork);
        Signal("INT", -build.Id);
        Assert.NotEqual(0, machine.Wait(build));
        IsGone();
    }

    private void IsKilled()
    {
        var build = machine.Start("dotnet", "build", "One", "--no-restore", "-nodeReuse:false");
        Until(IsAtWork);
        Signal("KILL", Running("build-step").Single());
        Assert.NotEqual(0, machine.Wait(build));
        Assert.Contains("error DC4302: ", machine.Output, StringComparison.Ordinal);
        IsGone();
        Assert.Single(Unfinished);
    }

    private void AtOnce()
    {
        Succeed("build", "all.proj", "--no-restore", "-m");
        Assert.Equal(["built", "from the cache"], Made("TrainingFree"));
        Assert.Empty(Unfinished);
        Assert.Single(Folders());
        byte[][] files = [.. Projects.Select(name => File.ReadAllBytes(machine[$"{name}/bin/Debug/net10.0/models/net.onnx"]))];
        Assert.Equal(files[0], files[1]);
    }

    private void Cleaned()
    {
        Succeed("clean", "all.proj");
        Assert.Empty(Projects.SelectMany(Models));

        // This is how editors look at a project.
        Succeed("msbuild", "One/One.csproj", "-t:AssignTargetPaths", "-p:DesignTimeBuild=true");
        Assert.Empty(Models("One"));
        Assert.False(Directory.Exists(machine["One/obj/Debug/net10.0/depthcompress"]));
    }

    private void MissesAGate()
    {
        WriteProject("One", Judged);
        Assert.NotEqual(0, machine.Run("dotnet", "build", "One", "--no-restore", "-nodeReuse:false"));
        Assert.Contains("models/deep.onnx : error DC2740: the gate 'depth>1' is missed", machine.Output, StringComparison.Ordinal);
        Assert.Equal(["built"], Made("Lossless"));
        Assert.Equal(["net.onnx"], Models("One").Select(Path.GetFileName));
    }

    /// <summary>Waits for the end of every process, and sees that none left anything that looks finished.</summary>
    private void IsGone()
    {
        Until(() => Running("depthcompress").Count == 0);
        Assert.Equal(Unfinished, Folders());
        Assert.Empty(Models("One"));
        Assert.Empty(Directory.EnumerateFiles(machine["One"], "*.tmp", SearchOption.AllDirectories));
    }

    /// <summary>The program makes a result, with an engine in a process of its own.</summary>
    private bool IsAtWork() => Unfinished.Any() && Running("engine-worker").Count > 0;

    private void LayOut()
    {
        Directory.CreateDirectory(machine["models"]);
        using (var line = new CommandLine())
        {
            File.Copy(line.Write("net.onnx", TinyNetworks.Residual), machine["models/net.onnx"]);
            File.Copy(line["net.onnx"], machine["models/deep.onnx"]);
        }

        machine.Write("all.proj", $"""
            <Project DefaultTargets="Build">
              <ItemGroup><Each Include="{string.Join(';', Projects.Select(name => $"{name}/{name}.csproj"))}" /></ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Each)" Targets="Restore" Properties="IsRestoring=true" /></Target>
              <Target Name="Build"><MSBuild Projects="@(Each)" BuildInParallel="true" /></Target>
              <Target Name="Clean"><MSBuild Projects="@(Each)" Targets="Clean" /></Target>
            </Project>
            """);
        Array.ForEach(Projects, name => WriteProject(name, Compressed));
    }

    private void WriteProject(string name, string models) => machine.Write($"{name}/{name}.csproj", $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
          <ItemGroup>
            <PackageReference Include="DepthCompress.MSBuild" Version="{ToolVersion.Text}" />
            {models}
          </ItemGroup>
        </Project>
        """);

    private void Succeed(params string[] words) => Assert.True(machine.Run("dotnet", [.. words, "-nodeReuse:false"]) == 0, machine.Output);

    private void Signal(string signal, int process)
    {
        using var kill = machine.Start("kill", $"-{signal}", "--", process.ToString(CultureInfo.InvariantCulture));
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>The processes of this machine, which its cache tells from all others, with a word on their command lines.</summary>
    private List<int> Running(string word) => [.. Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _) && Holds(folder, "cmdline", word)
            && Holds(folder, "environ", machine[".cache"]))
        .Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))];

    private static bool Holds(string folder, string file, string text)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file)).Contains(text, StringComparison.Ordinal);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Until(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(() =>
    {
        Thread.Sleep(20);
        return holds();
    }, Longest));

    private IEnumerable<string> Folders() =>
        Directory.Exists(Cache) ? Directory.EnumerateDirectories(Cache).Select(folder => Path.GetFileName(folder)) : [];

    private IEnumerable<string> Models(string project) => Directory.EnumerateFiles(machine[project], "*.onnx", SearchOption.AllDirectories);

    /// <summary>What was done with models in the last build.</summary>
    private IEnumerable<string> Made(string mode) =>
        Regex.Matches(machine.Output, $@"\({mode}, ([a-z ]+), ").Select(match => match.Groups[1].Value).Order();
}
