using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>Decodes image files by how they begin, whatever they are called.</summary>
internal static class ImageDecoder
{
    private const long MostBytes = 1L << 29;

    public static ImmutableArray<string> Extensions { get; } = [".jpg", ".jpeg", ".png"];

    /// <exception cref="InvalidDataException">The file is no whole image; says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="DiagnosticException">DC4005: the library is missing.</exception>
    public static DecodedImage Decode(string path)
    {
        if (!FileIdentity.IsPlain(path))
        {
            throw File.Exists(path) ? new InvalidDataException(PlainFile.Refusal) : new FileNotFoundException("it does not exist");
        }

        if (new FileInfo(path).Length is > MostBytes and var length)
        {
            throw new InvalidDataException($"the file is {length} bytes large");
        }

        var file = File.ReadAllBytes(path);
        return JpegDecoder.Recognizes(file) ? JpegDecoder.Decode(file)
            : PngDecoder.Recognizes(file) ? PngDecoder.Decode(file)
            : throw new InvalidDataException("it is neither JPEG nor PNG");
    }
}
