using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Tests;

/// <summary>Small networks whose sizes multiply beyond any memory, or to nothing: analyzed and optimized, and never computed.</summary>
public sealed class HostileShapesTests
{
    private const int Doublings = 60;
    private const long Memory = 100_000_000;

    public static TheoryData<string> Kinds => [.. Networks.Keys];

    private static readonly Dictionary<string, string> Networks = new()
    {
        ["a constant of 2^60 numbers"] = """
              const %s : i64[2] = [1073741824,1073741824]
              %c = ConstantOfShape(%s) value=f32[1]=[0.5]
              %y = Add(%x, %c)
            """,
        ["a constant of nothing"] = """
              const %s : i64[3] = [0,9223372036854775807,9223372036854775807]
              %c = ConstantOfShape(%s) value=f32[1]=[0.5]
              %y = Add(%x, %c)
            """,
        ["a constant of a negative size"] = """
              const %s : i64[2] = [-1,-9223372036854775808]
              %c = ConstantOfShape(%s) value=f32[1]=[0.5]
              %y = Add(%x, %c)
            """,
        ["what doubles sixty times"] = $"""
              const %c0 : f32[4] = [1,2,3,4]
            {string.Join('\n', Enumerable.Range(0, Doublings).Select(i => $"  %c{i + 1} = Concat(%c{i}, %c{i}) axis=0"))}
              %y = Add(%x, %c{Doublings})
            """,
        ["sums of what doubles"] = $"""
              const %c0 : f32[1,4] = [1,2,3,4]
            {string.Join('\n', Enumerable.Range(0, 30).Select(i => $"  %a{i} = Concat(%c{i}, %c{i}) axis=0\n  %c{i + 1} = Add(%a{i}, %c{i})"))}
              %y = Add(%x, %c30)
            """,
        ["a pad of 2^31 on each side"] = """
              const %c : f32[1,4,8,8] = zeros
              const %p : i64[8] = [0,0,2147483647,2147483647,0,0,2147483647,2147483647]
              %a = Pad(%c, %p)
              %y = Add(%x, %a)
            """,
        ["a map two thousand million times as large"] = """
              const %roi : f32[0] = []
              const %f : f32[4] = [1,1,2000000000,2000000000]
              %y = Resize(%x, %roi, %f)
            """,
        ["slices from the last to the first number"] = """
              const %b : i64[2] = [9223372036854775807,-9223372036854775808]
              const %e : i64[2] = [-9223372036854775808,9223372036854775807]
              const %a : i64[2] = [2,3]
              const %t : i64[2] = [-9223372036854775808,9223372036854775807]
              %y = Slice(%x, %b, %e, %a, %t)
            """,
        ["a shape with an axis of every size"] = """
              const %s : i64[5] = [0,-1,0,9223372036854775807,4]
              %y = Reshape(%x, %s)
            """,
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NothingIsComputedThatDoesNotFit(string kind)
    {
        var text = $"graph @hostile\n  in %x : f32[N,4,8,8]\n{Networks[kind]}\n  out %y\n";
        var before = GC.GetAllocatedBytesForCurrentThread();
        var graph = Pipelines.Optimize.Run(GraphParser.Parse(text), new PassContext(new DiagnosticSink()));
        Assert.True(NetworkCost.MultiplyAccumulates(graph) >= 0);
        ChainAnalysis.Run(graph);

        Assert.InRange(OnnxWriter.ToBytes(graph).Length, 1, 1 << 20);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Memory);
    }
}
