using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>
/// Three disjoint sets of images: what convolutions are fitted on, what decisions are made on, and what the result is judged by.
/// Nothing that is tuned ever sees the third.
/// </summary>
public sealed record DataSplits(IImageSource Calibration, IImageSource Selection, IImageSource Test)
{
    private const int DivisionSeed = 20260;

    /// <summary>
    /// Opens them from one text. A source with training images of its own gives the first two from these and the third from its test
    /// images (to which <c>first</c>, <c>skip</c> and <c>shuffle</c> then apply); any other, or one whose text names a <c>split</c>, is
    /// divided in a fixed random order, and at least half of it stays for the test. The sink is told where images are too few.
    /// </summary>
    /// <exception cref="DiagnosticException">The data cannot be read.</exception>
    public static DataSplits Open(string text, int calibration, int selection, DiagnosticSink diagnostics)
    {
        var parsed = SourceText.Parse(text);
        if (!DataSources.HasSplits(parsed) || parsed.Has("split"))
        {
            return Divide(DataSources.Open(parsed, diagnostics), calibration, selection, diagnostics);
        }

        var tuning = calibration + selection;
        var trainText = parsed.With("split", "train").With("skip", null).With("shuffle", null).With("first", $"{tuning}");
        var train = DataSources.Open(parsed.Scheme == "synthetic" ? trainText.With("count", $"{tuning}") : trainText, diagnostics);
        if (train.Count < tuning)
        {
            diagnostics.Report(DiagnosticCatalog.TooFewImages.At(null, trainText, train.Count, tuning));
            calibration = Share(train.Count, calibration, selection);
        }

        var test = DataSources.Open(parsed.With("split", "test"), diagnostics);
        return new(ImageSubset.Range(train, 0, calibration), ImageSubset.Range(train, calibration, train.Count - calibration), test);
    }

    /// <summary>Divides one set of images.</summary>
    /// <exception cref="DiagnosticException">There are fewer than four.</exception>
    public static DataSplits Divide(IImageSource whole, int calibration, int selection, DiagnosticSink diagnostics)
    {
        if (whole.Count < 4)
        {
            throw DiagnosticCatalog.TooFewToDivide.Error(whole.Name, whole.Count);
        }

        var (tuning, most) = (calibration + selection, whole.Count / 2);
        if (tuning > most)
        {
            diagnostics.Report(DiagnosticCatalog.TooFewImages.At(null, whole.Name, most, tuning));
            calibration = Share(most, calibration, selection);
            tuning = most;
        }

        var mixed = ImageSubset.Shuffled(whole, DivisionSeed);
        return new(
            ImageSubset.Range(mixed, 0, calibration),
            ImageSubset.Range(mixed, calibration, tuning - calibration),
            ImageSubset.Range(mixed, tuning, whole.Count - tuning));
    }

    /// <summary>The first part of a total, divided in the proportion asked for, but with neither part empty.</summary>
    private static int Share(int total, int first, int second) =>
        second == 0 ? total : Math.Clamp((int)((long)total * first / (first + second)), 1, Math.Max(1, total - 1));
}
