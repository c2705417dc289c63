using System.Diagnostics;

namespace DepthCompress.Tool.Tests.Delivery;

/// <summary>An empty folder with caches and settings of its own, where packages are used as on a machine that never saw this
/// repository.</summary>
internal sealed class CleanMachine : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("depthcompress-clean-");

    /// <summary>Packages come from those that were packed here, and what they depend on from those that were restored here: from nowhere else.</summary>
    internal CleanMachine() => Write("nuget.config", $"""
        <configuration>
          <packageSources>
            <clear />
            <add key="packed" value="{Packages}" />
            <add key="restored" value="{Restored}" />
          </packageSources>
        </configuration>
        """);

    /// <summary>Where <c>./build.sh pack</c> writes.</summary>
    internal static string Packages { get; } = Path.Combine(RepositoryRoot.Path, "artifacts", "packages");

    private static string Restored { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Of the last command, both streams.</summary>
    internal string Output { get; private set; } = "";

    /// <summary>A path in the folder.</summary>
    internal string this[string name] => Path.Combine(folder.FullName, name);

    /// <summary>Runs a program there and returns its exit code.</summary>
    internal int Run(string program, params string[] args) => Wait(Start(program, args));

    /// <summary>Starts a program there that the caller ends or waits for.</summary>
    internal Process Start(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Variables())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for a program that was started there and returns its exit code.</summary>
    internal int Wait(Process started)
    {
        using var process = started;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        Assert.True(process.WaitForExit(Longest), $"'{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}' does not end");
        Output = output.Result + error.Result;
        return process.ExitCode;
    }

    /// <summary>Lays out a folder of the repository, without what was built in it.</summary>
    internal void Copy(string source)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, source), "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal)))
        {
            Write(Path.GetRelativePath(RepositoryRoot.Path, file), File.ReadAllText(file));
        }
    }

    /// <summary>Writes a file, and the folders above it.</summary>
    internal void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private IEnumerable<(string Name, string? Value)> Variables()
    {
        yield return ("NUGET_PACKAGES", this[".packages"]);
        yield return ("DOTNET_CLI_HOME", this[".home"]);
        yield return ("XDG_CACHE_HOME", this[".cache"]);
        yield return ("XDG_DATA_HOME", this[".data"]);
        yield return ("DOTNET_NOLOGO", "1");
        yield return ("DOTNET_CLI_TELEMETRY_OPTOUT", "1");
        yield return ("DOTNET_CLI_USE_MSBUILD_SERVER", "0");
        yield return ("MSBUILDDISABLENODEREUSE", "1");

        // A compiler that stays to serve others would keep our streams open.
        yield return ("UseSharedCompilation", "false");

        // The build that runs these tests tells its children about itself.
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name =>
            name.StartsWith("MSBuild", StringComparison.Ordinal) || name is "MSBUILD_EXE_PATH" or "VSTEST_CONNECTION_TIMEOUT"))
        {
            yield return (name, null);
        }
    }
}
