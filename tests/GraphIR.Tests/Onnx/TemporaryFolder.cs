namespace DepthCompress.GraphIR.Tests;

/// <summary>A folder of its own for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("depthcompress-").FullName;

    /// <summary>The files in it, by name, in order.</summary>
    public IEnumerable<string> Files =>
        Directory.EnumerateFileSystemEntries(Path).Select(file => System.IO.Path.GetFileName(file)!).Order(StringComparer.Ordinal);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
