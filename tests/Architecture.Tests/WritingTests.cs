using System.Text.RegularExpressions;

namespace DepthCompress.Architecture.Tests;

/// <summary>Every file that the product writes is written whole or not at all.</summary>
public sealed partial class WritingTests
{
    /// <summary>What else may open files to write: the atomic writer itself, probes of folders and locks, which hold nothing, and what is gone again at the end.</summary>
    private static readonly ImmutableHashSet<string> Exempt =
    [
        Path.Combine("GraphIR", "AtomicFile.cs"), Path.Combine("Library", "Outputs.cs"), Path.Combine("Library", "Tables", "TableClaims.cs"),
        Path.Combine("Library", "Executors", "ShardFolder.cs"), Path.Combine("Tool", "Building", "BuildCache.cs"),
        Path.Combine("Library", "Bundles", "BundleMeasurement.cs"), Path.Combine("Library", "Bundles", "BundleArchive.cs"),
        Path.Combine("Library", "Bundles", "BundleExport.cs"),
        Path.Combine("Library", "Turns", "TurnFile.cs"),
    ];

    [Fact]
    public void FilesAreWrittenThroughTheAtomicWriter()
    {
        var root = Path.Combine(RepositoryRoot.Path, "src");
        var others =
            from file in SourceFiles.Under(root)
            let path = Path.GetRelativePath(root, file)
            where !Exempt.Contains(path)
            from line in File.ReadLines(file).Select((text, index) => (text, index))
            where Writing().IsMatch(line.text)
            select $"{path}:{line.index + 1}: {line.text.Trim()}";

        Assert.Empty(others);
    }

    [Theory]
    [InlineData("File.WriteAllText(path, text);")]
    [InlineData("using var stream = File.Create(path);")]
    [InlineData("File.AppendAllLines(path, lines);")]
    [InlineData("new FileStream(path, FileMode.Create)")]
    [InlineData("new StreamWriter(path)")]
    [InlineData("File.Copy(from, to);")]
    public void WhatWritesIsRecognized(string line) => Assert.Matches(Writing(), line);

    [Theory]
    [InlineData("using var file = File.OpenRead(from);")]
    [InlineData("new FileStream(path, FileMode.Open, FileAccess.Read)")]
    [InlineData("GraphIR.AtomicFile.Write(path, true, write);")]
    public void WhatReadsIsNot(string line) => Assert.DoesNotMatch(Writing(), line);

    [GeneratedRegex(@"\bFile\.(WriteAll|AppendAll|AppendText|Create\(|CreateText|OpenWrite|Copy|Replace)|FileMode\.(Create|CreateNew|OpenOrCreate|Append|Truncate)\b"
        + @"|new StreamWriter\(|FileAccess\.(Write|ReadWrite)\b")]
    private static partial Regex Writing();
}
