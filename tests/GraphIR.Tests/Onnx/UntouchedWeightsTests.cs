namespace DepthCompress.GraphIR.Tests;

/// <summary>Weights that nobody touches are never in memory, however many there are.</summary>
public sealed class UntouchedWeightsTests : IDisposable
{
    private const int Small = 1 << 20;
    private const int Large = 96 << 20;

    /// <summary>Buffers and names may differ a little.</summary>
    private const long Slack = 256 << 10;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void ReadingAndWritingTakesAsMuchMemoryForManyWeightsAsForFew()
    {
        var (few, many) = (Write("few", Small), Write("many", Large));
        _ = Copied(few, "warm");
        var (less, more) = (Copied(few, "a"), Copied(many, "b"));
        Assert.InRange(more, 0, less + Slack);
        Assert.Equal(Large, new FileInfo(folder.File("b.onnx.data")).Length);
    }

    [Fact]
    public void TheDigestOfWhatWasMadeTakesAsLittle()
    {
        var (few, many) = (Write("few", Small), Write("many", Large));
        _ = Digested(few);
        var (less, more) = (Digested(few), Digested(many));
        Assert.InRange(more, 0, less + Slack);
    }

    /// <summary>Bytes that reading and writing a model allocated.</summary>
    private long Copied(string path, string name)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        OnnxWriter.Write(OnnxReader.Read(path, new DiagnosticSink()), folder.File($"{name}.onnx"), new OnnxWriteOptions { Provenance = digest => digest });
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long Digested(string path)
    {
        var model = OnnxReader.Read(path, new DiagnosticSink());
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(64, OnnxProvenance.DigestOf(model).Length);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>A product with so many bytes of weights, which lie beside the file.</summary>
    private string Write(string name, int bytes)
    {
        var input = new Value("input", new TensorType(ElementType.Float32, [1, 256])) { IsPinned = true };
        var (weight, result) = (new Value("weight"), new Value("result"));
        var node = new Node { Name = "product", Op = new MatMul(), Inputs = [input, weight], Outputs = [result] };
        var graph = Graph.Create("product", [input], [node], [new GraphOutput("result", result)],
            new Dictionary<Value, Tensor> { [weight] = Tensor.Zeros(ElementType.Float32, [256, bytes / 1024]) });
        OnnxWriter.Write(new Model(graph, new OnnxShell()), folder.File($"{name}.onnx"), new OnnxWriteOptions { ExternalData = true });
        return folder.File($"{name}.onnx");
    }

    public void Dispose() => folder.Dispose();
}
