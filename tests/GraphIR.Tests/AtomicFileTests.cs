namespace DepthCompress.GraphIR.Tests;

/// <summary>Files appear whole or not at all, and leave nothing beside them.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private static readonly TimeSpan LongAgo = TimeSpan.FromHours(1);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("depthcompress-atomic-");

    [Fact]
    public void AWriterThatFailsHalfwayLeavesWhatWasThere()
    {
        AtomicFile.Write(this["x"], false, stream => stream.WriteByte(1));
        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(this["x"], true, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new InvalidDataException();
        }));
        Assert.Equal([1], File.ReadAllBytes(this["x"]));
        Assert.Equal(["x"], Names());
    }

    [Fact]
    public void NothingHasTheNameBeforeEverythingIsWritten()
    {
        AtomicFile.Write(this["x"], false, stream =>
        {
            stream.Write(new byte[100_000]);
            stream.Flush();
            Assert.False(File.Exists(this["x"]));
        });
        Assert.Equal(100_000, new FileInfo(this["x"]).Length);
    }

    [Fact]
    public void WhatAKilledProcessLeftIsRemovedWhenTheFileIsWrittenAgain()
    {
        Leave(".x.1.tmp", LongAgo);
        Leave(".y.1.tmp", LongAgo);
        Leave(".x.2.tmp", TimeSpan.Zero);
        AtomicFile.Write(this["x"], false, stream => stream.WriteByte(1));

        // That of another file is not ours to judge, and the young one may still be written.
        Assert.Equal([".x.2.tmp", ".y.1.tmp", "x"], Names());
    }

    [Fact]
    public void WhatSomebodyStillWritesIsLeftAlone()
    {
        using var writing = new FileStream(this[".x.1.tmp"], FileMode.CreateNew, FileAccess.Write, FileShare.None);
        File.SetLastWriteTimeUtc(writing.SafeFileHandle, DateTime.UtcNow - LongAgo);
        AtomicFile.Write(this["x"], false, stream => stream.WriteByte(1));
        Assert.Equal([".x.1.tmp", "x"], Names());
    }

    [Fact]
    public void AFolderThatIsMissingIsAnErrorOfTheUser()
    {
        var problem = Assert.Throws<DiagnosticException>(() => AtomicFile.Write(this["none/x"], false, _ => { }));
        Assert.Equal(DiagnosticCatalog.OutputUnwritable, problem.Diagnostic.Descriptor);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string this[string name] => Path.Combine(folder.FullName, name);

    private void Leave(string name, TimeSpan age)
    {
        File.WriteAllBytes(this[name], [0]);
        File.SetLastWriteTimeUtc(this[name], DateTime.UtcNow - age);
    }

    private IEnumerable<string> Names() => folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal);
}
