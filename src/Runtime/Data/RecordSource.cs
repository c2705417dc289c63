using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>Images of a file of equal records: a label, then the planes as bytes.</summary>
internal sealed class RecordSource(string name, RecordStore store, ImmutableArray<string> classNames) : IImageSource
{
    public string Name => name;

    public int Count => store.Count;

    public ImageShape Shape => store.Format.Shape;

    public bool HasLabels => store.Format.LabelBytes > 0;

    public ImmutableArray<string> ClassNames => classNames;

    /// <summary><c>records:FILE?height=224&amp;width=224&amp;channels=3&amp;label=u8&amp;form=plain&amp;classes=1000</c>.</summary>
    public static IImageSource Open(SourceRequest request)
    {
        var options = request.Options;
        var height = options.Integer("height", 1, ImageShape.MostPixels);
        var width = options.Integer("width", 1, ImageShape.MostPixels);
        var channels = options.Integer("channels", 1, ImageShape.MostChannels) ?? 3;
        var labelBytes = options.Choice("label", "u8", "u16", "none") switch { "u8" => 1, "u16" => 2, _ => 0 };
        var form = options.Text("form") is null ? FormOf(request.Path) : options.Choice("form", "plain", "predicted");
        var classes = options.Integer("classes", 1, 65536);
        options.Complete();
        if (height is not { } rows || width is not { } columns)
        {
            throw DiagnosticCatalog.MissingDataOption.Error(request.Name, height is null ? "height" : "width");
        }

        var shape = ImageShape.Of(channels, rows, columns)
            ?? throw DiagnosticCatalog.ImageTooLarge.Error(request.Name, $"{channels}x{rows}x{columns}");
        return Read(request, new(shape, labelBytes, form == "predicted"), [request.Path], classes, []);
    }

    /// <summary>Reads files of one format, one after the other.</summary>
    public static IImageSource Read(
        SourceRequest request, RecordFormat format, ImmutableArray<string> paths, int? classes, ImmutableArray<string> classNames)
    {
        var store = new RecordStore(format);
        foreach (var path in paths)
        {
            var before = store.Count;
            DataFiles.Read(path, stream =>
            {
                store.Append(stream, path, request.Most);
                return store;
            });
            CheckLabels(store, before, classes, path);
        }

        return new RecordSource(request.Name, store, classNames);
    }

    /// <summary>Files are named after their form: <c>.dg.bin</c> holds predicted records.</summary>
    public static string FormOf(string path) => path.Contains(".dg.", StringComparison.OrdinalIgnoreCase) ? "predicted" : "plain";

    public void Read(int index, Span<float> pixels)
    {
        var bytes = store[index][store.Format.LabelBytes..];
        for (var i = 0; i < bytes.Length; i++)
        {
            pixels[i] = bytes[i];
        }
    }

    public int Label(int index) => store.Format.LabelOf(store[index]);

    private static void CheckLabels(RecordStore store, int start, int? classes, string path)
    {
        for (var i = start; classes is not null && i < store.Count; i++)
        {
            if (store.Format.LabelOf(store[i]) is var label && label >= classes)
            {
                throw DiagnosticCatalog.LabelOutOfRange.Error(path, i - start, label, classes - 1);
            }
        }
    }
}
