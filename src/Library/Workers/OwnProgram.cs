using System.Diagnostics;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>How this program is started again, however it was: by its own executable, as a tool, or by <c>dotnet depthcompress.dll</c>.</summary>
internal static class OwnProgram
{
    private const string Name = "depthcompress";

    /// <summary>Whether this process can start it: not where the library works in a program of others.</summary>
    internal static bool IsHere =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == Name || File.Exists(Path.Combine(AppContext.BaseDirectory, $"{Name}.dll"));

    /// <summary>A start of it with these words.</summary>
    internal static ProcessStartInfo Start(params IEnumerable<string> words)
    {
        var (file, first) = Find(Environment.ProcessPath, AppContext.BaseDirectory, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"));
        return new ProcessStartInfo(file, [.. first, .. words]);
    }

    /// <summary>The file to start, and the words in front.</summary>
    /// <param name="process">The executable of this process.</param>
    /// <param name="folder">Where the program lies.</param>
    /// <param name="host">The .NET host, where this process was told of it.</param>
    /// <exception cref="DiagnosticException">DC3241: it is not found.</exception>
    internal static (string File, ImmutableArray<string> Words) Find(string? process, string folder, string? host)
    {
        if (Path.GetFileNameWithoutExtension(process) == Name)
        {
            return (process!, []);
        }

        var library = Path.Combine(folder, $"{Name}.dll");
        return !File.Exists(library) ? throw DiagnosticCatalog.WorkerFails.Error(null, $"'{library}' is missing")
            : (Path.GetFileNameWithoutExtension(process) == "dotnet" ? process! : host ?? "dotnet", [library]);
    }
}
