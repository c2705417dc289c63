using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using Tensor = DepthCompress.GraphIR.Tensor;

namespace DepthCompress.Passes.Fitting;

/// <summary>What the activation behind a value cuts off: below the floor and above the ceiling all numbers are as good as each other.</summary>
internal sealed record Clipping(float Floor, float Ceiling)
{
    /// <summary>The clipping that is all that reads a value; null where it is read otherwise.</summary>
    public static Clipping? Behind(Graph graph, Value value) =>
        graph.IsOutput(value) || Elementwise.ActivationAt(graph, value) is not [var node] ? null : node.Op switch
        {
            Relu => new Clipping(0, float.PositiveInfinity),
            Clip { Min: var low, Max: var high } => new Clipping(low ?? float.NegativeInfinity, high ?? float.PositiveInfinity),
            _ => null,
        };

    /// <summary>
    /// The target, except where the wanted number is cut off: there it is what the network has, as far as that is cut off too. The regression then spends
    /// nothing on numbers that nobody sees.
    /// </summary>
    public Tensor Forgive(Tensor wanted, Tensor actual) => Tensor.Build<float>(wanted.Shape, target =>
    {
        var want = wanted.AsSpan<float>();
        var have = actual.AsSpan<float>();
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = want[i] <= Floor ? MathF.Min(have[i], Floor) : want[i] >= Ceiling ? MathF.Max(have[i], Ceiling) : want[i];
        }
    });
}
