using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>CIFAR-10 in its binary form, packed or not, pixels predicted or not: 32x32 color images of ten classes.</summary>
internal static class Cifar10
{
    public static ImmutableArray<string> ClassNames { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary><c>cifar10:FILE</c>, or <c>cifar10:DIR?split=test</c>.</summary>
    public static IImageSource Open(SourceRequest request)
    {
        var isFolder = Directory.Exists(request.Path);
        var split = isFolder ? request.Options.Choice("split", "test", "train") : "";
        request.Options.Complete();
        var files = isFolder ? FilesOf(request.Path, split) : [request.Path];
        if (files.IsEmpty)
        {
            var wanted = split == "test" ? "test_batch.bin or test-10000.bin" : "data_batch_1.bin or train-50000.bin";
            throw DiagnosticCatalog.DataFileMissing.Error(request.Path, split, $"{wanted}, also as .bin.gz or .dg.bin.gz");
        }

        var format = new RecordFormat(new(3, 32, 32), LabelBytes: 1, RecordSource.FormOf(Path.GetFileName(files[0])) == "predicted");
        return RecordSource.Read(request, format, files, ClassNames.Length, ClassNames);
    }

    /// <summary>
    /// The files of a split: the original batches, or else the file that says how many images of the split it holds (the
    /// fullest of them), or else the one named after the split.
    /// </summary>
    private static ImmutableArray<string> FilesOf(string path, string split)
    {
        foreach (var files in DataFiles.List(path, "cifar10", "cifar-10-batches-bin"))
        {
            string[] batches = split == "test" ? ["test_batch"] : [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}")];
            ImmutableArray<string> found = [.. files.Where(file => batches.Contains(StemOf(file)))];
            if (!found.IsEmpty)
            {
                return found;
            }

            if (files.Where(file => CountOf(file, split) > 0).MaxBy(file => CountOf(file, split)) is { } counted)
            {
                return [counted];
            }

            if (files.FirstOrDefault(file => StemOf(file) == split) is { } named)
            {
                return [named];
            }
        }

        return [];
    }

    private static int CountOf(string file, string split) =>
        StemOf(file) is { } stem && stem.StartsWith(split + "-", StringComparison.Ordinal)
            && int.TryParse(stem.AsSpan(split.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? count
                : 0;

    private static string? StemOf(string file)
    {
        var name = Path.GetFileName(file);
        foreach (var end in (ReadOnlySpan<string>)[".dg.bin.gz", ".dg.bin", ".bin.gz", ".bin"])
        {
            if (name.EndsWith(end, StringComparison.Ordinal))
            {
                return name[..^end.Length];
            }
        }

        return null;
    }
}
