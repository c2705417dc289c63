namespace DepthCompress.GraphIR.Tests;

/// <summary>Real files, wherever they come from: what is read and written again is the same file.</summary>
public sealed class OnnxModelFileTests
{
    public static TheoryData<string> Files => [.. SharedFolder.ModelFiles()];

    [NeedsTheory(Need.Models)]
    [MemberData(nameof(Files))]
    public void AnUntouchedModelIsWrittenAsItWasRead(string path)
    {
        var model = OnnxReader.Read(path, new DiagnosticSink());

        OnnxAssert.SameMessage(File.ReadAllBytes(path), OnnxWriter.ToBytes(model));
    }

    [NeedsTheory(Need.Models)]
    [MemberData(nameof(Files))]
    public void ARebuiltGraphIsWrittenFromTheSameParts(string path)
    {
        var model = OnnxReader.Read(path, new DiagnosticSink());

        OnnxAssert.SameUpToWhatNobodyReads(File.ReadAllBytes(path), OnnxWriter.ToBytes(OnnxAssert.Rebuilt(model)));
    }

    [NeedsTheory(Need.Models)]
    [MemberData(nameof(Files))]
    public void AGraphOnItsOwnIsWrittenAsTheSameGraph(string path)
    {
        var graph = OnnxReader.Read(path, new DiagnosticSink()).Graph;

        var again = OnnxReader.Read(OnnxWriter.ToBytes(graph), new DiagnosticSink()).Graph;

        Assert.Equal(GraphPrinter.Print(graph), GraphPrinter.Print(again));
    }
}
