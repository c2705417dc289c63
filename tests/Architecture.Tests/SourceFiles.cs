namespace DepthCompress.Architecture.Tests;

/// <summary>The C# files that people wrote.</summary>
internal static class SourceFiles
{
    internal static IEnumerable<string> Under(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(file => !IsGenerated(Path.GetRelativePath(folder, file)));

    private static bool IsGenerated(string path) => path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin");
}
