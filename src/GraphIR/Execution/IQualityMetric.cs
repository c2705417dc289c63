namespace DepthCompress.GraphIR;

/// <summary>A measure of how good a network is, sample by sample; more is better.</summary>
public interface IQualityMetric
{
    /// <summary>The name, as commands, tables and plans spell it.</summary>
    string Name { get; }

    /// <summary>One figure per sample; the measure is their mean.</summary>
    /// <param name="outputs">What the network at hand answers, one tensor per output.</param>
    /// <param name="reference">What the original answers.</param>
    /// <param name="batch">The samples, with labels or targets where known.</param>
    double[] Score(ImmutableArray<Tensor> outputs, ImmutableArray<Tensor> reference, CalibrationBatch batch);
}
