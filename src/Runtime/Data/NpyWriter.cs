using System.Runtime.InteropServices;
using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>Writes NumPy <c>.npy</c> files (format 1, C order) that grow along their first axis.</summary>
public static class NpyWriter
{
    /// <summary>Writes what a source holds as [n, c, h, w] in float32, and its labels, if any, as int64 to a second file.</summary>
    public static void Export(IImageSource source, string imagesPath, string? labelsPath)
    {
        var shape = source.Shape;
        AtomicFile.Write(imagesPath, force: true, stream =>
        {
            WriteHeader(stream, "<f4", $"({source.Count}, {shape.Channels}, {shape.Height}, {shape.Width})");
            var pixels = new float[shape.Length];
            for (var i = 0; i < source.Count; i++)
            {
                source.Read(i, pixels);
                stream.Write(MemoryMarshal.AsBytes(pixels));
            }
        });
        if (labelsPath is not null && source.HasLabels)
        {
            AtomicFile.Write(labelsPath, force: true, stream =>
            {
                WriteHeader(stream, "<i8", $"({source.Count},)");
                long[] labels = [.. Enumerable.Range(0, source.Count).Select(i => (long)source.Label(i))];
                stream.Write(MemoryMarshal.AsBytes<long>(labels));
            });
        }
    }

    /// <summary>Writes one float32 tensor.</summary>
    public static void Write(string path, Tensor tensor) => AtomicFile.Write(path, force: true, stream =>
    {
        WriteHeader(stream, "<f4", $"({string.Concat(tensor.Shape.Select(size => $"{size}, ")).TrimEnd()})");
        stream.Write(MemoryMarshal.AsBytes(tensor.AsSpan<float>()));
    });

    private static void WriteHeader(Stream stream, string type, string shape)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        var length = (((10 + text.Length + 1) + 63) / 64 * 64) - 10;
        stream.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)length, (byte)(length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n"));
    }
}
