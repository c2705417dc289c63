using DepthCompress.TestKit;

namespace DepthCompress.Fuzz;

/// <summary>The files kept in the repository: sound ones to begin with, and every one that once was a fault.</summary>
internal static class Corpus
{
    public static string Folder { get; } = Path.Combine(RepositoryRoot.Path, "tests", "Fuzz", "corpus");

    /// <summary>The files of a format.</summary>
    public static ImmutableArray<byte[]> Files(string format) => [.. Paths(format).Select(File.ReadAllBytes)];

    /// <summary>The paths of the files of a format.</summary>
    public static ImmutableArray<string> Paths(string format) => Path.Combine(Folder, format) is var folder && Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)]
        : [];
}
