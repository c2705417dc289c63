using DepthCompress.Runtime.Data;

namespace DepthCompress.Fuzz;

/// <summary>JPEG and PNG.</summary>
internal sealed class ImageFormat : FuzzFormat
{
    public override string Name => "image";

    public override IEnumerable<byte[]> Seeds => Corpus.Files(Name);

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
