using System.Runtime.InteropServices;
using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>The program that goes with a bundle, so that nothing has to be installed on the target; and the script that starts it there.</summary>
/// <param name="files">The files by their places in the bundle.</param>
/// <param name="command">How the script starts the program; <c>$here</c> is the folder of the bundle.</param>
internal sealed class BundleRunner(ImmutableArray<(string Place, string Path)> files, string command)
{
    private const string Name = "depthcompress";
    private const string HostPolicy = "System.Private.CoreLib.dll";

    /// <summary>This program and the .NET runtime that it runs in: for machines like this one.</summary>
    /// <exception cref="DiagnosticException">DC2769: it was started in a way that cannot be repeated elsewhere.</exception>
    internal static BundleRunner Own()
    {
        var folder = AppContext.BaseDirectory;
        if (File.Exists(Path.Combine(folder, HostPolicy)))
        {
            return Of(folder);
        }

        var shared = Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        var (version, root) = (Path.GetFileName(shared), Path.GetFullPath(Path.Combine(shared, "..", "..", "..")));
        var host = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        var resolver = Path.Combine(root, "host", "fxr", version);
        if (!File.Exists(host) || !Directory.Exists(resolver) || !File.Exists(Path.Combine(folder, $"{Name}.dll")))
        {
            throw DiagnosticCatalog.RunnerMissing.Error(null, $"the .NET runtime that this program runs in is not laid out as usual in '{root}'");
        }

        var runtime = $"{BundleFiles.Runner}/dotnet";
        return new(
            [
                .. FilesOf(folder, BundleFiles.Runner), ($"{runtime}/{Path.GetFileName(host)}", host),
                .. FilesOf(resolver, $"{runtime}/host/fxr/{version}"),
                .. FilesOf(shared, $"{runtime}/shared/Microsoft.NETCore.App/{version}"),
            ],
            $"\"$here/{runtime}/dotnet\" \"$here/{BundleFiles.Runner}/{Name}.dll\"");
    }

    /// <summary>A published program: for the machines it was published for.</summary>
    /// <param name="folder">With its runtime inside; else the target must have one.</param>
    /// <exception cref="DiagnosticException">DC2769.</exception>
    internal static BundleRunner Of(string folder)
    {
        var executable = Path.Combine(folder, Name);
        return !Directory.Exists(folder) ? throw DiagnosticCatalog.RunnerMissing.Error(folder, "there is no such folder")
            : File.Exists(executable) ? new([.. FilesOf(folder, BundleFiles.Runner)], $"\"$here/{BundleFiles.Runner}/{Name}\"")
            : File.Exists(executable + ".exe") ? new([.. FilesOf(folder, BundleFiles.Runner)], $"\"$here/{BundleFiles.Runner}/{Name}.exe\"")
            : File.Exists(executable + ".dll") ? new([.. FilesOf(folder, BundleFiles.Runner)], $"dotnet \"$here/{BundleFiles.Runner}/{Name}.dll\"")
            : throw DiagnosticCatalog.RunnerMissing.Error(folder, $"it holds neither '{Name}' nor '{Name}.dll'");
    }

    /// <summary>Hands over every file: its place, whether it is a program, and what writes it.</summary>
    internal void Write(Action<string, bool, Action<Stream>> write)
    {
        write(BundleFiles.Script, true, stream => stream.Write(Encoding.UTF8.GetBytes(Script)));
        foreach (var (place, path) in files)
        {
            write(place, IsProgram(path), stream =>
            {
                using var file = PlainFile.OpenRead(path);
                file.CopyTo(stream);
            });
        }
    }

    /// <summary>Archives are unpacked by programs that forget what may be executed.</summary>
    private string Script => $$"""
        #!/bin/sh
        # Measures the networks of this bundle on this machine: sh measure -o results.json
        here=$(cd "$(dirname "$0")" && pwd)
        for program in "$here/{{BundleFiles.Runner}}/{{Name}}" "$here/{{BundleFiles.Runner}}/dotnet/dotnet"; do
            if [ -f "$program" ] && [ ! -x "$program" ]; then chmod +x "$program"; fi
        done
        exec {{command}} measure-bundle "$here" "$@"

        """.ReplaceLineEndings("\n");

    private static IEnumerable<(string Place, string Path)> FilesOf(string folder, string place) =>
        from path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        where Path.GetExtension(path) is not ".pdb"
        select ($"{place}/{Path.GetRelativePath(folder, path).Replace('\\', '/')}", path);

    private static bool IsProgram(string path) =>
        OperatingSystem.IsWindows() ? Path.GetExtension(path) is "" or ".exe" : (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != 0;
}
