using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>
/// What a file says around its graph, which we carry and do not interpret; and the file's form of every node nobody touched.
/// </summary>
public sealed class OnnxShell
{
    /// <summary>The oldest opset whose operators are understood.</summary>
    public const int OldestOpset = 6;

    /// <summary>The newest opset whose operators are known.</summary>
    public const int NewestOpset = 26;

    /// <summary>The opset of graphs that come from no file.</summary>
    public const int DefaultOpset = 21;

    private const int DefaultIrVersion = 10;
    private readonly Lazy<string?> digest;

    /// <summary>The shell of a graph that comes from no file, in <see cref="DefaultOpset"/>.</summary>
    public OnnxShell()
        : this(DefaultOpset)
    {
    }

    /// <summary>The shell of a graph that comes from no file.</summary>
    public OnnxShell(int opset)
        : this(NewFile(opset), new OnnxContents(), null, () => null)
    {
    }

    internal OnnxShell(ModelProto around, OnnxContents contents, ExternalFiles? external, Func<string?> digest)
    {
        (Around, Contents, External) = (around, contents, external);
        this.digest = new Lazy<string?>(digest);
    }

    /// <summary>The format version.</summary>
    public long IrVersion => Around.IrVersion;

    /// <summary>The version of the standard operators.</summary>
    public int Opset => OpsetOf("");

    /// <summary>Who wrote the file.</summary>
    public string Producer => $"{Around.ProducerName} {Around.ProducerVersion}".Trim();

    /// <summary>The metadata, in order.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Metadata =>
        [.. Around.MetadataProps.Select(entry => KeyValuePair.Create(entry.Key, entry.Value))];

    /// <summary>Whether the file kept tensors outside of it.</summary>
    public bool HasExternalData => External is { Files.Count: > 0 };

    /// <summary>
    /// SHA-256 of the file, in lower-case hexadecimal digits; with external data, of the digests of all files. Null for a graph that comes
    /// from no file.
    /// </summary>
    public string? Digest => digest.Value;

    /// <summary>The file without its graph's contents; never changed.</summary>
    internal ModelProto Around { get; }

    internal OnnxContents Contents { get; }

    internal ExternalFiles? External { get; }

    /// <summary>The version of the operators of a domain; 0 where the file names none.</summary>
    public int OpsetOf(string domain)
    {
        var standard = IsStandard(domain);
        var entry = Around.OpsetImport.FirstOrDefault(entry => standard ? IsStandard(entry.Domain) : entry.Domain == domain);
        return (int)Math.Clamp(entry?.Version ?? 0, 0, int.MaxValue);
    }

    /// <summary>Whether the domain is that of the standard operators, which has two names.</summary>
    internal static bool IsStandard(string domain) => domain is "" or "ai.onnx";

    private static ModelProto NewFile(int opset) => new()
    {
        IrVersion = DefaultIrVersion,
        ProducerName = "DepthCompress",
        Graph = new GraphProto(),
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = opset } },
    };
}
