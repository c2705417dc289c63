using System.Numerics.Tensors;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// The sufficient statistics of a linear regression of targets z [outputs] on features u [features], summed over samples in double precision:
/// Σ u uᵀ, Σ u zᵀ, Σ u, Σ z, Σ z² and the number of samples. Sums add, so batches can be collected one by one.
/// </summary>
public sealed class GramSums(int features, int outputs)
{
    /// <summary>The number of features.</summary>
    public int Features => features;

    /// <summary>The number of targets.</summary>
    public int Outputs => outputs;

    /// <summary>Σ u uᵀ, [features, features].</summary>
    public double[] Gram { get; } = new double[features * features];

    /// <summary>Σ z uᵀ, [outputs, features]: one row per target.</summary>
    public double[] Cross { get; } = new double[outputs * features];

    /// <summary>Σ u, [features].</summary>
    public double[] FeatureSum { get; } = new double[features];

    /// <summary>Σ z, [outputs].</summary>
    public double[] TargetSum { get; } = new double[outputs];

    /// <summary>Σ z², [outputs].</summary>
    public double[] TargetSquare { get; } = new double[outputs];

    /// <summary>The number of samples.</summary>
    public double Samples { get; private set; }

    /// <summary>Adds what depends on the features of a batch.</summary>
    public void AddFeatures(ReadOnlySpan<float> gram, ReadOnlySpan<float> featureMean, int samples)
    {
        Accumulate(gram, 1, Gram);
        Accumulate(featureMean, samples, FeatureSum);
        Samples += samples;
    }

    /// <summary>Adds what depends on the targets of a batch; the means are over its <paramref name="samples"/>.</summary>
    public void AddTargets(ReadOnlySpan<float> cross, ReadOnlySpan<float> targetMean, ReadOnlySpan<float> targetSquareMean, int samples)
    {
        Accumulate(cross, 1, Cross);
        Accumulate(targetMean, samples, TargetSum);
        Accumulate(targetSquareMean, samples, TargetSquare);
    }

    /// <summary>Takes over what another collection over the same samples knows of the features.</summary>
    public void ShareFeatures(GramSums other)
    {
        other.Gram.CopyTo(Gram, 0);
        other.FeatureSum.CopyTo(FeatureSum, 0);
        Samples = other.Samples;
    }

    /// <summary>The statistics of some of the features and some of the targets.</summary>
    public GramSums Select(ReadOnlySpan<int> chosenFeatures, Range chosenOutputs)
    {
        var (first, count) = chosenOutputs.GetOffsetAndLength(outputs);
        var part = new GramSums(chosenFeatures.Length, count) { Samples = Samples };
        for (var row = 0; row < chosenFeatures.Length; row++)
        {
            part.FeatureSum[row] = FeatureSum[chosenFeatures[row]];
            for (var column = 0; column < chosenFeatures.Length; column++)
            {
                part.Gram[(row * chosenFeatures.Length) + column] = Gram[(chosenFeatures[row] * features) + chosenFeatures[column]];
            }
        }

        for (var output = 0; output < count; output++)
        {
            part.TargetSum[output] = TargetSum[first + output];
            part.TargetSquare[output] = TargetSquare[first + output];
            for (var column = 0; column < chosenFeatures.Length; column++)
            {
                part.Cross[(output * chosenFeatures.Length) + column] = Cross[((first + output) * features) + chosenFeatures[column]];
            }
        }

        return part;
    }

    private static void Accumulate(ReadOnlySpan<float> source, double factor, double[] target)
    {
        var wide = new double[source.Length];
        TensorPrimitives.ConvertChecked(source, wide);
        TensorPrimitives.MultiplyAdd(wide, factor, target, target);
    }
}
