namespace DepthCompress.Runtime.Data;

/// <summary>
/// How much noise an image has at a step of time in denoising diffusion (Ho et al. 2020): √ᾱ · image + √(1 − ᾱ) · noise, where 1 − α rises
/// linearly from 10⁻⁴ to 0.02 over all steps.
/// </summary>
internal sealed class NoiseSchedule
{
    private const double First = 1e-4;
    private const double Last = 0.02;
    private readonly double[] kept;

    public NoiseSchedule(int steps)
    {
        kept = new double[steps];
        var product = 1.0;
        for (var step = 0; step < steps; step++)
        {
            product *= 1 - First - ((Last - First) * step / Math.Max(1, steps - 1));
            kept[step] = product;
        }
    }

    /// <summary>Draws a step and the noise, which becomes the target, and mixes it into the image.</summary>
    public int Apply(SeededRandom random, Span<float> image, Span<float> noise)
    {
        var step = random.Below(kept.Length);
        var (share, strength) = (Math.Sqrt(kept[step]), Math.Sqrt(1 - kept[step]));
        for (var i = 0; i < image.Length; i++)
        {
            var drawn = random.Gaussian();
            image[i] = (float)((share * image[i]) + (strength * drawn));
            noise[i] = (float)drawn;
        }

        return step;
    }
}
