namespace DepthCompress.Runtime.Data;

/// <summary>What a packed file unpacks to, up to what such a file can honestly hold: a few bytes may unpack without end.</summary>
/// <param name="unpacked">What is read.</param>
/// <param name="packed">Bytes of the packed file.</param>
internal sealed class UnpackedStream(Stream unpacked, long packed) : Stream
{
    private const long Always = 64L << 20;
    private const int Times = 10;
    private readonly long most = Always + (Times * packed);
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">It is too much.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = unpacked.Read(buffer);
        position += read;
        return position <= most ? read : throw new InvalidDataException(
            $"it unpacks to more than {Times} times its size and {Always >> 20} MiB; if that is as it should be, unpack it (gunzip) and name that file");
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
