using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>A sample of ImageNet as records of 224x224 color images with 16-bit labels.</summary>
internal static class ImageNetSample
{
    private const int Classes = 1000;

    /// <summary><c>imagenet-sample:DIR</c> or the file itself; a <c>labels.txt</c> beside it names the classes.</summary>
    public static IImageSource Open(SourceRequest request)
    {
        request.Options.Complete();
        var file = Directory.Exists(request.Path)
            ? DataFiles.List(request.Path, "imagenet").SelectMany(files => files).FirstOrDefault(IsSample)
            : request.Path;
        if (file is null)
        {
            throw DiagnosticCatalog.DataFileMissing.Error(request.Path, "sample", "sample-200.dg.bin.gz, or another count");
        }

        var format = new RecordFormat(new(3, 224, 224), LabelBytes: 2, RecordSource.FormOf(Path.GetFileName(file)) == "predicted");
        return RecordSource.Read(request, format, [file], Classes, NamesBeside(file));
    }

    private static bool IsSample(string file) =>
        Path.GetFileName(file) is var name
            && name.StartsWith("sample-", StringComparison.Ordinal)
            && name.Contains(".bin", StringComparison.Ordinal);

    private static ImmutableArray<string> NamesBeside(string file)
    {
        var path = Path.Combine(Path.GetDirectoryName(file) ?? "", "labels.txt");
        return FileIdentity.IsPlain(path) && File.ReadLines(path).Take(Classes + 1).ToArray() is { Length: Classes } names ? [.. names] : [];
    }
}
