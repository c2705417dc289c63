using System.Buffers.Binary;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>The IDX form of MNIST and its relatives: images and labels in two files, packed or not.</summary>
internal sealed class Idx(string name, RecordStore images, RecordStore labels) : IImageSource
{
    private const int UnsignedByte = 8;

    public string Name => name;

    public int Count => images.Count;

    public ImageShape Shape => images.Format.Shape;

    public bool HasLabels => true;

    /// <summary><c>idx:DIR?split=test</c>.</summary>
    public static IImageSource Open(SourceRequest request)
    {
        var split = request.Options.Choice("split", "test", "train");
        request.Options.Complete();
        var images = Read(Find(request.Path, split, "images"), [3, 4], request.Most);
        var labelsPath = Find(request.Path, split, "labels");
        var labels = Read(labelsPath, [1], request.Most);
        return images.Count == labels.Count
            ? new Idx(request.Name, images, labels)
            : throw DiagnosticCatalog.LabelCountWrong.Error(labelsPath, labels.Count, images.Count);
    }

    public void Read(int index, Span<float> pixels)
    {
        var bytes = images[index];
        for (var i = 0; i < bytes.Length; i++)
        {
            pixels[i] = bytes[i];
        }
    }

    public int Label(int index) => labels[index][0];

    private static string Find(string folder, string split, string what)
    {
        if (!Directory.Exists(folder))
        {
            throw DiagnosticCatalog.DataMissing.Error(folder);
        }

        string[] prefixes = split == "test" ? ["t10k", "test"] : ["train"];
        return DataFiles.List(folder)[0].FirstOrDefault(file =>
                Path.GetFileName(file) is var fileName && fileName.Contains(what, StringComparison.Ordinal)
                    && prefixes.Any(prefix => fileName.StartsWith(prefix, StringComparison.Ordinal)))
            ?? throw DiagnosticCatalog.DataFileMissing.Error(
                folder, split, $"{prefixes[0]}-{what}-idx{(what == "images" ? 3 : 1)}-ubyte, also as .gz");
    }

    private static RecordStore Read(string path, ImmutableArray<int> axes, int most) => DataFiles.Read(path, stream =>
    {
        var (promised, shape) = ReadHeader(stream, path, axes);
        var store = new RecordStore(new(shape, LabelBytes: 0, IsPredicted: false));
        var wanted = Math.Min(promised, most);
        store.Append(stream, path, wanted);
        return store.Count == wanted
            ? store
            : throw DiagnosticCatalog.DataDamaged.Error(path, $"it promises {promised} entries and ends after {store.Count}");
    });

    private static (int Count, ImageShape Shape) ReadHeader(Stream stream, string path, ImmutableArray<int> axes)
    {
        var start = new byte[4];
        stream.ReadExactly(start);
        if (start is not [0, 0, UnsignedByte, var rank] || !axes.Contains(rank))
        {
            throw DiagnosticCatalog.ArrayHeaderBroken.Error(path, $"it is not that of bytes in {string.Join(" or ", axes)} axes");
        }

        var sizes = new int[rank];
        var size = new byte[4];
        for (var i = 0; i < sizes.Length; i++)
        {
            stream.ReadExactly(size);
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(size);
        }

        var shape = sizes switch
        {
            [_] => new ImageShape(1, 1, 1),
            [_, var height, var width] => ImageShape.Of(1, height, width),
            _ => ImageShape.Of(sizes[1], sizes[2], sizes[3]),
        };
        return sizes[0] >= 0 && shape is { } known
            ? (sizes[0], known)
            : throw DiagnosticCatalog.ArrayShapeUnfit.Error(path, string.Join('x', sizes), "images of a size that fits into memory");
    }
}
