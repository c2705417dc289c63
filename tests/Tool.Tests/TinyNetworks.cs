using DepthCompress.GraphIR;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Tool.Tests;

/// <summary>Networks that are compressed in a second.</summary>
internal static class TinyNetworks
{
    /// <summary>Two residual blocks of four channels in every stage, 16x16.</summary>
    internal static Graph Residual { get; } = new ResidualNetwork { Input = new(3, 16, 16), Width = 4, Blocks = 2 }.Build();

    /// <summary>Nothing but a matrix product.</summary>
    internal static Graph Linear { get; } = MakeLinear();

    /// <summary>A denoiser for images of any size.</summary>
    internal static Graph AnySize { get; } = new DenoisingNetwork { Width = 4, Depth = 4 }.Build();

    private static Graph MakeLinear()
    {
        var input = new Value("input", new TensorType(ElementType.Float32, [Dim.Named("N"), 4])) { IsPinned = true };
        var (weight, result) = (new Value("weight"), new Value("result"));
        var node = new Node { Name = "product", Op = new MatMul(), Inputs = [input, weight], Outputs = [result] };
        return Graph.Create("linear", [input], [node], [new GraphOutput("result", result)], new Dictionary<Value, Tensor>
        {
            [weight] = Tensor.Create<float>([4, 3], new float[12]),
        });
    }
}
