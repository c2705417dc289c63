using DepthCompress.GraphIR;
using Microsoft.Win32.SafeHandles;

namespace DepthCompress.Runtime.Data;

/// <summary>Images of a NumPy array, read from the file one at a time; labels from a second array.</summary>
internal sealed class NpySource : IImageSource
{
    private readonly SafeFileHandle file;
    private readonly NpyHeader header;
    private readonly bool channelsLast;
    private readonly ImmutableArray<int> labels;

    private NpySource(string name, SafeFileHandle file, NpyHeader header, ImageShape shape, bool channelsLast, ImmutableArray<int> labels)
    {
        (Name, Shape, Count) = (name, shape, (int)Math.Min(int.MaxValue, header.Shape[0]));
        (this.file, this.header, this.channelsLast, this.labels) = (file, header, channelsLast, labels);
    }

    public string Name { get; }

    public int Count { get; }

    public ImageShape Shape { get; }

    public bool HasLabels => !labels.IsDefault;

    /// <summary><c>npy:FILE?labels=FILE&amp;layout=nhwc</c>; [n, c, h, w], or [n, h, w], or [n, features].</summary>
    public static IImageSource Open(SourceRequest request)
    {
        var labelsPath = request.Options.Text("labels");
        var channelsLast = request.Options.Choice("layout", "nchw", "nhwc") == "nhwc";
        request.Options.Complete();
        var header = DataFiles.ReadAsIs(request.Path, stream => NpyHeader.Read(stream, request.Path));
        var shape = header.Shape.AsSpan() switch
        {
            [_, var features] => ImageShape.Of(features, 1, 1),
            [_, var height, var width] => ImageShape.Of(1, height, width),
            [_, var height, var width, var channels] when channelsLast => ImageShape.Of(channels, height, width),
            [_, var channels, var height, var width] => ImageShape.Of(channels, height, width),
            _ => null,
        };
        if (shape is not { } known)
        {
            throw DiagnosticCatalog.ArrayShapeUnfit.Error(
                request.Path, string.Join('x', header.Shape), "images of two to four axes, the first of which counts them");
        }

        var labels = labelsPath is null ? default : NpyLabels.Read(labelsPath, header.Shape[0]);
        var handle = DataFiles.ReadAsIs(request.Path, _ => File.OpenHandle(request.Path, options: FileOptions.RandomAccess));
        return new NpySource(request.Name, handle, header, known, channelsLast, labels);
    }

    public void Read(int index, Span<float> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        var bytes = new byte[checked(Shape.Length * header.ElementBytes)];
        var start = header.DataStart + ((long)index * bytes.Length);
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(done), start + done);
            done += read > 0 ? read : throw DiagnosticCatalog.DataDamaged.Error(Name, "it became shorter while it was read");
        }

        header.Convert(bytes, pixels[..Shape.Length]);
        if (channelsLast)
        {
            PixelLayouts.ToPlanes(pixels[..Shape.Length], Shape);
        }
    }

    public int Label(int index) => HasLabels ? labels[index] : -1;
}
