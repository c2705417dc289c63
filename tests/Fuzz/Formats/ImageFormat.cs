using DepthCompress.Runtime.Data;

namespace DepthCompress.Fuzz;

/// <summary>JPEG and PNG.</summary>
internal sealed class ImageFormat : FuzzFormat
{
    public override string Name => "image";

    public override IEnumerable<byte[]> Seeds =>
    [
        .. Corpus.Files(Name),
        PngFile.Of(4, 3, 8, 2, new byte[3 * 13]), PngFile.Of(4, 3, 8, 0, new byte[3 * 5]), PngFile.Of(9, 2, 1, 3, new byte[2 * 3]),
        PngFile.Of(2, 2, 16, 6, new byte[2 * 17]), PngFile.Of(2, 2, 8, 4, new byte[2 * 5]),
    ];

    public override byte[] Change(byte[] bytes, byte[] other, Random random) => bytes is [0x89, ..] && random.Next(4) > 0
        ? PngFile.Change(bytes, other, random)
        : ByteMutator.Change(bytes, other, random);

    public override string Load(byte[] bytes, string scratch)
    {
        File.WriteAllBytes(scratch, bytes);
        try
        {
            return $"{ImageDecoder.Decode(scratch).ToPlanes(new(3, 8, 8)).Length}";
        }
        catch (InvalidDataException refused)
        {
            // The folder of images tells the file's name beside it, and goes on.
            return string.Concat(refused.Message.Where(char.IsLetter));
        }
    }
}
