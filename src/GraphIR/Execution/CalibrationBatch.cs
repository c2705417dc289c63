namespace DepthCompress.GraphIR;

/// <summary>Some samples: one tensor per graph input, all with the same number of samples on axis 0.</summary>
/// <param name="Inputs">[n, …] each.</param>
/// <param name="Labels">The class of each sample, where known.</param>
/// <param name="Target">What the network should ideally answer, for networks that are no classifiers, where known.</param>
public sealed record CalibrationBatch(ImmutableArray<Tensor> Inputs, ImmutableArray<int>? Labels = null, Tensor? Target = null)
{
    /// <summary>The number of samples.</summary>
    public int Count => Inputs[0].Shape[0];

    /// <summary>The labels, for a measure that needs them.</summary>
    /// <param name="metric">Its name.</param>
    /// <exception cref="DiagnosticException">DC2109: these samples have none.</exception>
    public ImmutableArray<int> LabelsFor(string metric) =>
        Labels ?? throw DiagnosticCatalog.MetricUnfit.Error(null, metric, "some of the samples have no labels");
}
