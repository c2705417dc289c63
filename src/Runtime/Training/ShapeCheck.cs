using DepthCompress.GraphIR;
using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>Says in the user's words what libtorch would say in its own, or would broadcast without a word.</summary>
internal static class ShapeCheck
{
    /// <exception cref="DiagnosticException">The shapes differ.</exception>
    public static void Same(string what, torch.Tensor expected, string name, torch.Tensor answer)
    {
        if (!expected.shape.AsSpan().SequenceEqual(answer.shape))
        {
            throw DiagnosticCatalog.TrainingShapesDiffer.Error(null, what, Text(expected), name, Text(answer));
        }
    }

    /// <summary>The scores as [n, classes].</summary>
    /// <exception cref="DiagnosticException">They are none.</exception>
    public static torch.Tensor Classes(string name, torch.Tensor scores)
    {
        var shape = scores.shape;
        return shape.Length >= 2 && shape[1] > 1 && shape.AsSpan(2).IndexOfAnyExcept(1) < 0
            ? scores.flatten(1)
            : throw DiagnosticCatalog.NoScores.Error(null, name, Text(scores));
    }

    private static string Text(torch.Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
