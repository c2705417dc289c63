using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Ort;

/// <summary>Compares what is supplied with what a network takes, before the engine gets to see it.</summary>
internal static class OrtInputs
{
    /// <exception cref="DiagnosticException">Number, element type or a fixed axis differs.</exception>
    internal static void Check(Graph graph, ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != graph.Inputs.Length)
        {
            throw DiagnosticCatalog.InputMismatch.Error(null, graph.Name, $"{graph.Inputs.Length} inputs", inputs.Length);
        }

        for (var i = 0; i < inputs.Length; i++)
        {
            if (graph.TypeOf(graph.Inputs[i]) is { } type && !Fits(type, inputs[i]))
            {
                throw DiagnosticCatalog.InputMismatch.Error(
                    null, graph.Name, $"{Text(type)} as '{graph.NameOf(graph.Inputs[i])}'", Text(inputs[i].Type));
            }
        }
    }

    private static bool Fits(TensorType type, Tensor tensor) =>
        type.Element == tensor.Element
        && type.Shape.Count == tensor.Shape.Count
        && type.Shape.Zip(tensor.Shape).All(axis => !axis.First.IsKnown || axis.First.Size == axis.Second);

    private static string Text(TensorType type) =>
        $"{type.Element.ToText()}[{string.Join(',', type.Shape.Select(axis => axis.Symbol ?? $"{axis.Size}"))}]";
}
