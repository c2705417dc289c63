using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Training;

/// <summary>Finds the scores of a classifier.</summary>
internal static class Logits
{
    /// <summary>
    /// The first output; where that is a softmax over the classes, what goes into it: the logarithm of a softmax is exact only before
    /// rounding, and its gradient vanishes after.
    /// </summary>
    public static Value Of(Graph graph)
    {
        var output = graph.Outputs[0].Value;
        for (var value = output; graph.ProducerOf(value) is { } node; value = node.Inputs[0]!)
        {
            switch (node.Op)
            {
                case Softmax softmax when IsOverClasses(softmax, graph.TypeOf(node.Output)):
                    return node.Inputs[0]!;
                case Identity or Flatten:
                    break;
                default:
                    return output;
            }
        }

        return output;
    }

    private static bool IsOverClasses(Softmax softmax, TensorType? type) =>
        softmax.Axis == 1 || (type is { } known && softmax.Axis + known.Shape.Count == 1);
}
