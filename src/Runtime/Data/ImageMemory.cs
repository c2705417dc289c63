namespace DepthCompress.Runtime.Data;

/// <summary>The images of a source, prepared by one function and kept once they are read, as bytes where they are bytes.</summary>
/// <param name="source">Read from any thread.</param>
/// <param name="prepare">What becomes of the numbers of an image.</param>
/// <param name="most">Bytes that are kept; what comes later is read anew each time.</param>
internal sealed class ImageMemory(IImageSource source, Func<float[], float[]> prepare, long most)
{
    // Arrays of bytes or of floats. Two threads may make the same one: they make the same.
    private readonly Array?[] kept = new Array?[source.Count];
    private long bytes;

    /// <summary>
    /// The image as <c>byte[]</c> where all its numbers are whole and from 0 to 255, else as <c>float[]</c>; not to be changed.
    /// </summary>
    public Array this[int index]
    {
        get
        {
            if (Volatile.Read(ref kept[index]) is { } known)
            {
                return known;
            }

            var image = Read(index);
            var size = Buffer.ByteLength(image);
            if (Interlocked.Add(ref bytes, size) <= most)
            {
                Volatile.Write(ref kept[index], image);
            }
            else
            {
                Interlocked.Add(ref bytes, -size);
            }

            return image;
        }
    }

    private Array Read(int index)
    {
        var pixels = new float[source.Shape.Length];
        source.Read(index, pixels);
        var image = prepare(pixels);
        var whole = new byte[image.Length];
        for (var i = 0; i < image.Length; i++)
        {
            whole[i] = (byte)Math.Clamp(image[i], 0, 255);
            if (whole[i] != image[i])
            {
                return image;
            }
        }

        return whole;
    }
}
