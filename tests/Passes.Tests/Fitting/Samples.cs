using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>Random samples for networks of one input.</summary>
internal static class Samples
{
    /// <summary>Two batches of sixteen.</summary>
    internal static CalibrationSet Of(Graph graph, int seed = 1) => new(
        [.. Enumerable.Range(0, 2).Select(batch => new CalibrationBatch(TensorGenerator.InputsOf(graph, 16, (100 * seed) + batch)))],
            $"random {seed}");

    /// <summary>A value of a network for each batch.</summary>
    internal static ImmutableArray<Tensor> Run(IGraphExecutor executor, Graph graph, Value value)
    {
        using var session = executor.Open(graph, [value]);
        return [.. Of(graph).Batches.Select(batch => session.Run(batch.Inputs.AsSpan())[0])];
    }
}
