using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Training;

/// <summary>
/// Checkpoints as files in the safetensors format, which other programs read too: the length of a JSON header (8 bytes, little-endian), the
/// header, the tensors' bytes. Ours says in its metadata what run it belongs to, and holds a digest of all the rest of the file.
/// </summary>
internal static class CheckpointFile
{
    private const string Format = "depthcompress/checkpoint/1";
    private const int LongestHeader = 1 << 28;
    private const string NoDigest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly JsonSerializerOptions Numbers = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static readonly (ElementType Element, string Name)[] Types =
    [
        (ElementType.Float32, "F32"), (ElementType.Float64, "F64"), (ElementType.Float16, "F16"), (ElementType.BFloat16, "BF16"),
    ];

    /// <summary>Replaces the file as a whole: a reader, or a run after a crash, finds the old one or the new one.</summary>
    /// <exception cref="DiagnosticException">The file cannot be written.</exception>
    public static void Write(string path, Checkpoint checkpoint)
    {
        var header = Header(checkpoint);
        Digest(header, checkpoint.Tensors.Values).CopyTo(header.AsSpan(DigestIn(header)));
        AtomicFile.Write(path, force: true, stream =>
        {
            Span<byte> length = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in checkpoint.Tensors.Values)
            {
                stream.Write(tensor.Bytes.Span);
            }
        });
    }

    /// <summary>Reads a checkpoint; null where there is no file.</summary>
    /// <exception cref="DiagnosticException">It is damaged, or no checkpoint.</exception>
    public static Checkpoint? Read(string path)
    {
        try
        {
            return File.Exists(path) ? Parse(PlainFile.ReadAllBytes(path)) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.CheckpointUnreadable.Error(path, problem.Message);
        }
        catch (Exception problem) when (problem is InvalidDataException or JsonException or KeyNotFoundException
            or InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            throw DiagnosticCatalog.CheckpointDamaged.Error(path, problem.Message.ReplaceLineEndings(" ").TrimEnd('.'));
        }
    }

    private static byte[] Header(Checkpoint checkpoint)
    {
        var entries = new OrderedDictionary<string, object>
        {
            ["__metadata__"] = new Dictionary<string, string>
            {
                ["format"] = Format,
                ["digest"] = NoDigest,
                ["run"] = JsonSerializer.Serialize(checkpoint.Run),
                ["state"] = JsonSerializer.Serialize(checkpoint.State, Numbers),
            },
        };
        var offset = 0L;
        foreach (var (name, tensor) in checkpoint.Tensors)
        {
            var end = offset + tensor.Bytes.Length;
            entries[name] = new Entry(NameOf(tensor.Element), [.. tensor.Shape], [offset, end]);
            offset = end;
        }

        // The format asks for tensors at multiples of 8 bytes, and lets the header end in blanks.
        var text = JsonSerializer.Serialize(entries);
        return Encoding.UTF8.GetBytes(text.PadRight(text.Length + (7 - ((Encoding.UTF8.GetByteCount(text) + 7) % 8))));
    }

    private static Checkpoint Parse(byte[] file)
    {
        var length = file.Length < sizeof(long) ? -1 : BinaryPrimitives.ReadInt64LittleEndian(file);
        if (length < 2 || length > LongestHeader || length > file.Length - sizeof(long))
        {
            throw new InvalidDataException("it is cut off or no checkpoint");
        }

        var header = file.AsSpan(sizeof(long), (int)length).ToArray();
        var data = file.AsMemory(sizeof(long) + header.Length);
        using var json = JsonDocument.Parse(header);
        var metadata = json.RootElement.GetProperty("__metadata__").Deserialize<Dictionary<string, string>>();
        if (metadata?.GetValueOrDefault("format") is not Format)
        {
            throw new InvalidDataException($"its format is not '{Format}'");
        }

        Verify(header, data);
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var property in json.RootElement.EnumerateObject().Where(property => property.Name != "__metadata__"))
        {
            tensors.Add(property.Name, property.Value.Deserialize<Entry>() is { Type: not null, Shape: not null, Offsets: [var start, var end] } entry
                ? Tensor.Borrow(ElementOf(entry.Type), Dims.Create(entry.Shape), data[checked((int)start)..checked((int)end)])
                : throw new InvalidDataException($"it does not say where '{property.Name}' lies"));
        }

        var run = JsonSerializer.Deserialize<RunIdentity>(metadata["run"]) ?? throw new InvalidDataException("it does not say of which run it is");
        var state = JsonSerializer.Deserialize<CheckpointState>(metadata["state"], Numbers);
        return state is { Validations.IsDefault: false } ? new(run, state, tensors)
            : throw new InvalidDataException("it does not say how far the run was");
    }

    private static void Verify(byte[] header, ReadOnlyMemory<byte> data)
    {
        var at = DigestIn(header);
        var stated = header.AsSpan(at, NoDigest.Length).ToArray();
        Encoding.ASCII.GetBytes(NoDigest).CopyTo(header.AsSpan(at));
        if (!stated.AsSpan().SequenceEqual(Digest(header, [Tensor.Borrow(ElementType.UInt8, [data.Length], data)])))
        {
            throw new InvalidDataException("its digest does not fit its content");
        }
    }

    private static ElementType ElementOf(string type) => Types.First(known => known.Name == type).Element;

    private static string NameOf(ElementType element) => Types.First(type => type.Element == element).Name;

    private static int DigestIn(byte[] header) => header.AsSpan().IndexOf("\"sha256:"u8) is var at and >= 0
        ? at + 1
        : throw new InvalidDataException("it states no digest");

    /// <summary>Of the header without a digest, and of the data.</summary>
    private static byte[] Digest(byte[] header, IEnumerable<Tensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        foreach (var tensor in tensors)
        {
            hash.AppendData(tensor.Bytes.Span);
        }

        return Encoding.ASCII.GetBytes($"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }

    private sealed record Entry(
        [property: JsonPropertyName("dtype")] string Type,
        [property: JsonPropertyName("shape")] int[] Shape,
        [property: JsonPropertyName("data_offsets")] long[] Offsets);
}
