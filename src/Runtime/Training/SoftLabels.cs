namespace DepthCompress.Runtime.Training;

/// <summary>What a classifier is to answer: a distribution over the classes for each sample.</summary>
internal static class SoftLabels
{
    /// <summary>
    /// The true class, less what smoothing spreads over all classes; with mixing, the mixture of both samples' distributions.
    /// </summary>
    /// <returns>[n, classes], row by row.</returns>
    public static float[] Of(ReadOnlySpan<int> labels, int classes, double smoothing, Mixing? mixing = null)
    {
        var result = new float[labels.Length * classes];
        Array.Fill(result, (float)(smoothing / classes));
        for (var i = 0; i < labels.Length; i++)
        {
            var part = mixing?.Part ?? 1;
            result[(i * classes) + labels[i]] += (float)((1 - smoothing) * part);
            if (mixing is not null)
            {
                result[(i * classes) + labels[mixing.Partners[i]]] += (float)((1 - smoothing) * (1 - part));
            }
        }

        return result;
    }
}
