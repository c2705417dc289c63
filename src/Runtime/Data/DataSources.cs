using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>
/// The kinds of data there are, and the one way to open them: by a line such as <c>cifar10:DIR?split=test&amp;first=1000</c>.
/// </summary>
public static class DataSources
{
    /// <summary>How each kind is written.</summary>
    public static string Forms { get; } =
        "cifar10:DIR, cifar100:DIR, idx:DIR, imagefolder:DIR, imagenet-sample:DIR, npy:FILE, records:FILE, synthetic:noise, "
        + "synthetic:shapes10";

    private static ImmutableArray<SourceKind> All { get; } =
    [
        new("cifar10", "", Cifar10.Open) { HasSplits = true },
        new("cifar100", "", Cifar100.Open) { HasSplits = true },
        new("idx", "", Idx.Open) { HasSplits = true },
        new("imagefolder", "", ImageFolder.Open) { HasSplits = true },
        new("imagenet-sample", "", ImageNetSample.Open),
        new("npy", "", NpySource.Open),
        new("records", "", RecordSource.Open),
        new("synthetic", "noise", SyntheticNoise.Open) { HasSplits = true },
        new("synthetic", "shapes10", SyntheticShapes.Open) { HasSplits = true },
    ];

    /// <summary>Opens a source; it holds at least one image. The sink is told what of it cannot be read.</summary>
    /// <exception cref="DiagnosticException">The text or what it names cannot be read, or is empty.</exception>
    public static IImageSource Open(string text, DiagnosticSink? diagnostics = null) => Open(SourceText.Parse(text), diagnostics);

    /// <summary>As above, from a text already taken apart.</summary>
    public static IImageSource Open(SourceText text, DiagnosticSink? diagnostics = null)
    {
        var kind = KindOf(text) ?? throw DiagnosticCatalog.UnknownDataSource.Error(text.ToString(), Forms);
        var options = new SourceOptions(text);
        var selection = ImageSelection.Read(options);
        var source = kind.Open(new(text, options, selection.Reach, diagnostics));
        var selected = selection.Of(source);
        return selected.Count > 0 ? selected : throw DiagnosticCatalog.EmptyData.Error(text.ToString(), source.Count);
    }

    /// <summary>True for a source that has training and test images of its own, told apart by the option <c>split</c>.</summary>
    internal static bool HasSplits(SourceText text) =>
        KindOf(text) is { HasSplits: true } && (text.Scheme switch
        {
            "synthetic" => true,
            "imagefolder" => ImageFolder.HasSplits(text.Path),
            _ => Directory.Exists(text.Path),
        });

    private static SourceKind? KindOf(SourceText text) =>
        All.FirstOrDefault(kind => kind.Scheme == text.Scheme && (kind.Path.Length == 0 || kind.Path == text.Path));
}
