using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// The weights of a plan as a file in the safetensors format, which other programs read too: the length of a JSON header (8 bytes,
/// little-endian), the header, the tensors' bytes. Besides the weights it holds the rest of the result's file and the order of the pieces,
/// see <see cref="PlanWeights"/>.
/// </summary>
internal static class WeightsFile
{
    private const string Format = "depthcompress/weights/1";
    private const string MetadataName = "__metadata__";
    private const int LongestHeader = 1 << 28;

    private static readonly (ElementType Element, string Name)[] Types =
    [
        (ElementType.Float32, "F32"), (ElementType.Float64, "F64"), (ElementType.Float16, "F16"), (ElementType.BFloat16, "BF16"),
        (ElementType.Int8, "I8"), (ElementType.UInt8, "U8"), (ElementType.Int16, "I16"), (ElementType.UInt16, "U16"),
        (ElementType.Int32, "I32"), (ElementType.UInt32, "U32"),
        (ElementType.Int64, "I64"), (ElementType.UInt64, "U64"), (ElementType.Bool, "BOOL"),
    ];

    /// <summary>Whether tensors of this kind have a name in the format.</summary>
    internal static bool Holds(ElementType element) => Types.Any(type => type.Element == element);

    /// <summary>Writes it, whole or not at all.</summary>
    internal static void Write(string path, IReadOnlyDictionary<string, string> facts, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        var offset = 0L;
        var metadata = new SortedDictionary<string, string>(facts.ToDictionary(), StringComparer.Ordinal) { ["format"] = Format };
        var entries = new OrderedDictionary<string, object> { [MetadataName] = metadata };
        foreach (var (name, tensor) in tensors)
        {
            var end = offset + tensor.Bytes.Length;
            entries.Add(name, new Entry(Types.First(type => type.Element == tensor.Element).Name, [.. tensor.Shape], [offset, end]));
            offset = end;
        }

        // The format asks for data that begins at a multiple of 8 bytes, and lets the header end in blanks.
        var text = JsonSerializer.Serialize(entries);
        var header = Encoding.UTF8.GetBytes(text + new string(' ', 7 - ((Encoding.UTF8.GetByteCount(text) + 7) % 8)));
        AtomicFile.Write(path, force: true, stream =>
        {
            Span<byte> length = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var (_, tensor) in tensors)
            {
                stream.Write(tensor.Bytes.Span);
            }
        });
    }

    /// <summary>Reads it; the tensors are in the order of the file.</summary>
    /// <exception cref="DiagnosticException">DC2693: it cannot be read, or is something else.</exception>
    internal static (IReadOnlyDictionary<string, string> Facts, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Tensors) Read(string path)
    {
        try
        {
            return Parse(PlainFile.ReadAllBytes(path));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException or JsonException
            or KeyNotFoundException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw DiagnosticCatalog.WeightsUnreadable.Error(path, problem.Message.ReplaceLineEndings(" ").TrimEnd('.'));
        }
    }

    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    internal static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static (IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>) Parse(byte[] file)
    {
        var length = file.Length < sizeof(long) ? -1 : BinaryPrimitives.ReadInt64LittleEndian(file);
        if (length < 2 || length > LongestHeader || length > file.Length - sizeof(long))
        {
            throw new InvalidDataException("it is cut off or holds no weights");
        }

        using var json = JsonDocument.Parse(file.AsMemory(sizeof(long), (int)length));
        var facts = json.RootElement.GetProperty(MetadataName).Deserialize<Dictionary<string, string>>()!;
        if (facts.GetValueOrDefault("format") is not Format)
        {
            throw new InvalidDataException($"its format is not '{Format}'");
        }

        var data = file.AsMemory(sizeof(long) + (int)length);
        var tensors = new OrderedDictionary<string, ReadOnlyMemory<byte>>();
        foreach (var property in json.RootElement.EnumerateObject().Where(property => property.Name != MetadataName))
        {
            var offsets = property.Value.GetProperty("data_offsets");
            if (offsets.GetArrayLength() != 2)
            {
                throw new InvalidDataException($"it does not say where '{property.Name}' begins and ends");
            }

            var (start, end) = (offsets[0].GetInt32(), offsets[1].GetInt32());
            tensors.Add(property.Name, data[start..end]);
        }

        return (facts, tensors);
    }

    private sealed record Entry(
        [property: JsonPropertyName("dtype")] string Type,
        [property: JsonPropertyName("shape")] int[] Shape,
        [property: JsonPropertyName("data_offsets")] long[] Offsets);
}
