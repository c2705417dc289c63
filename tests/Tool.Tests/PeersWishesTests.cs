using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Tool.Tests;

/// <summary>What users asked other tools for in vain, at the command line.</summary>
public sealed class PeersWishesTests : IDisposable
{
    /// <summary>What a model says of where it comes from, its plan apart.</summary>
    private const int Origin = 1 << 12;

    private readonly CommandLine line = new();

    public PeersWishesTests() => line.Write("model.onnx", new Runtime.Zoo.ResidualNetwork { Input = new(3, 8, 8), Width = 24, Blocks = 1 }.Build());

    /// <summary>
    /// ultralytics #16806, NNCF #1038, NNI #2225, sparseml #741, Torch-Pruning #33, #84, YOLOX #1558, pytorch/tutorials #905: the pruned
    /// model is the same size, for its weights are zeros behind masks. Here it is a smaller file of the same operators, and no zeros stand for
    /// what is gone.
    /// </summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void APrunedModelIsASmallerFile()
    {
        Assert.Equal(ExitCode.Done, line.Run("prune", line["model.onnx"], "-o", line["out.onnx"], "--params", "50%"));

        var (before, after) = (Read("model.onnx"), Read("out.onnx"));
        Assert.InRange(NetworkCost.Parameters(after), 1, NetworkCost.Parameters(before) / 2);
        var saved = sizeof(float) * (NetworkCost.Parameters(before) - NetworkCost.Parameters(after));
        Assert.InRange(Size("out.onnx"), 1, Size("model.onnx") - saved + Size("out.width.json") + Origin);
        Assert.Subset(before.Nodes.Select(node => node.Op.OpType).ToHashSet(), after.Nodes.Select(node => node.Op.OpType).ToHashSet());
        Assert.DoesNotContain(after.Initializers.Values, tensor =>
            tensor.Shape.Count == 4 && tensor.ToDoubles().Chunk(tensor.Count / tensor.Shape[0]).Any(filter => filter.All(weight => weight == 0)));
    }

    public void Dispose() => line.Dispose();

    private long Size(string name) => new FileInfo(line[name]).Length;

    private Graph Read(string name) => OnnxReader.Read(line[name], new DiagnosticSink()).Graph;
}
