using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>Images that weights are trained on, and others of the same kind that training is watched with.</summary>
/// <param name="Training">None of them serves to choose or to judge anything.</param>
/// <param name="Validation">Null for none.</param>
public sealed record TrainingSplit(IImageSource Training, IImageSource? Validation)
{
    private const int DivisionSeed = 20261;
    private const int LargestPart = 5;

    /// <summary>
    /// Opens both beside the <see cref="DataSplits"/> of the same text and numbers: of a source with training images of its own all of these
    /// but the ones of <see cref="DataSplits.Selection"/>, of any other those of <see cref="DataSplits.Calibration"/>. The validation images
    /// are drawn from them, at most a fifth.
    /// </summary>
    /// <param name="text">The data.</param>
    /// <param name="splits">The division that the images must not break.</param>
    /// <param name="selection">As it was asked for there.</param>
    /// <param name="validation">How many images training is watched with.</param>
    /// <exception cref="DiagnosticException">The data cannot be read.</exception>
    public static TrainingSplit Open(string text, DataSplits splits, int selection, int validation)
    {
        var parsed = SourceText.Parse(text);
        var whole = DataSources.HasSplits(parsed) && !parsed.Has("split")
            ? Without(DataSources.Open(parsed.With("split", "train").With("skip", null).With("shuffle", null).With("first", null)),
                splits.Calibration.Count, selection)
            : splits.Calibration;
        var held = Math.Min(validation, whole.Count / LargestPart);
        if (held == 0)
        {
            return new(whole, null);
        }

        var mixed = ImageSubset.Shuffled(whole, DivisionSeed);
        return new(ImageSubset.Range(mixed, held, whole.Count - held), ImageSubset.Range(mixed, 0, held));
    }

    /// <summary>
    /// Images for a command that trains and judges and chooses nothing in between: of a source with training images of its own these and its
    /// test images, of any other one half each.
    /// </summary>
    /// <exception cref="DiagnosticException">The data cannot be read.</exception>
    public static DataSplits Divide(string text, DiagnosticSink diagnostics)
    {
        var parsed = SourceText.Parse(text);
        if (DataSources.HasSplits(parsed) && !parsed.Has("split"))
        {
            return DataSplits.Open(text, 1, 0, diagnostics);
        }

        var whole = DataSources.Open(parsed);
        return DataSplits.Divide(whole, whole.Count / 2, 0, diagnostics);
    }

    private static IImageSource Without(IImageSource source, int first, int count) => count == 0 ? source : new ImageSubset(source,
        [.. Enumerable.Range(0, source.Count).Where(index => index < first || index >= first + count)]);
}
