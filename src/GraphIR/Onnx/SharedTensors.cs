using System.Security.Cryptography;

namespace DepthCompress.GraphIR;

/// <summary>A file that holds the larger tensors of several networks, each content once.</summary>
/// <param name="stream">Takes the bytes; nobody else writes it meanwhile.</param>
/// <param name="location">The name of the file, beside those of the networks.</param>
public sealed class SharedTensors(Stream stream, string location)
{
    /// <summary>Engines map files; vectors should begin where the processor likes it.</summary>
    private const int Alignment = 64;

    private readonly Dictionary<string, long> places = [];

    /// <summary>The name of the file.</summary>
    public string Location => location;

    /// <summary>Its bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>Where bytes begin in the file, which has them afterwards.</summary>
    internal long Place(ReadOnlySpan<byte> bytes)
    {
        var content = $"{Convert.ToHexStringLower(SHA256.HashData(bytes))} {bytes.Length}";
        if (places.TryGetValue(content, out var known))
        {
            return known;
        }

        var offset = (Length + Alignment - 1) / Alignment * Alignment;
        stream.Write(new byte[offset - Length]);
        stream.Write(bytes);
        Length = offset + bytes.Length;
        return places[content] = offset;
    }
}
