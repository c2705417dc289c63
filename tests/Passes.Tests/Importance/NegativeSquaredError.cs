using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>The mean square of the distance from the original's answer, negative: 0 for the original.</summary>
internal sealed class NegativeSquaredError : IQualityMetric
{
    public string Name => "negative-squared-error";

    public double[] Score(ImmutableArray<Tensor> outputs, ImmutableArray<Tensor> reference, CalibrationBatch batch)
    {
        var (mine, wanted) = (outputs[0].ToDoubles(), reference[0].ToDoubles());
        var size = mine.Length / batch.Count;
        return [.. Enumerable.Range(0, batch.Count).Select(sample =>
            -Enumerable.Range(sample * size, size).Average(index => (mine[index] - wanted[index]) * (mine[index] - wanted[index])))];
    }
}
