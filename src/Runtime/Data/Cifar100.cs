using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>CIFAR-100 in its binary form, packed or not: 32x32 color images of 100 classes in 20 groups.</summary>
internal static class Cifar100
{
    private const long LongestNames = 1 << 20;

    /// <summary>
    /// <c>cifar100:FILE?label=fine</c>, or <c>cifar100:DIR?split=test&amp;label=coarse</c>; the names of the classes are read beside it.
    /// </summary>
    public static IImageSource Open(SourceRequest request)
    {
        var isFolder = Directory.Exists(request.Path);
        var split = isFolder ? request.Options.Choice("split", "test", "train") : "";
        var label = request.Options.Choice("label", "fine", "coarse");
        request.Options.Complete();
        var file = isFolder
            ? DataFiles.List(request.Path, "cifar100", "cifar-100-binary").SelectMany(files => files)
                .FirstOrDefault(file => IsOf(file, split))
            : request.Path;
        if (file is null)
        {
            throw DiagnosticCatalog.DataFileMissing.Error(request.Path, split, $"{split}.bin, also as .bin.gz");
        }

        // The group stands before the class.
        var format = new RecordFormat(new(3, 32, 32), LabelBytes: 2, IsPredicted: false) { LabelPlace = label == "fine" ? 1 : 0 };
        var classes = label == "fine" ? 100 : 20;
        return RecordSource.Read(request, format, [file], classes, NamesBeside(file, $"{label}_label_names.txt", classes));
    }

    private static bool IsOf(string file, string split) =>
        Path.GetFileName(file) is var name && (name == $"{split}.bin" || name == $"{split}.bin.gz");

    private static ImmutableArray<string> NamesBeside(string file, string list, int classes)
    {
        var path = Path.Combine(Path.GetDirectoryName(file) ?? "", list);
        var lines = FileIdentity.IsPlain(path) && new FileInfo(path).Length <= LongestNames
            ? File.ReadLines(path).Where(line => line.Length > 0).Select(ShownText.Of).ToArray() : [];
        return lines.Length == classes ? [.. lines] : [];
    }
}
