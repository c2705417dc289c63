using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;
using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>
/// Where a model comes from, written into it: an entry of its metadata that names the digest of all the rest, so that a model that was
/// changed afterwards does not pass for what was made.
/// </summary>
public static class OnnxProvenance
{
    /// <summary>The entry of the metadata.</summary>
    public const string Key = "depthcompress.provenance";

    /// <summary>The entry of a model; null where it has none.</summary>
    public static string? Of(Model model) => model.Shell.Around.MetadataProps.FirstOrDefault(entry => entry.Key == Key)?.Value;

    /// <summary>
    /// SHA-256 of everything in the model but that entry, in lower-case hexadecimal digits; the same wherever the tensors are kept, inside
    /// the file or beside it.
    /// </summary>
    public static string DigestOf(Model model) => DigestOf(GraphSaver.Save(model.Graph, model.Shell), model.Shell.External);

    /// <summary>Adds the entry, which a function makes from the digest of the rest.</summary>
    internal static void Seal(ModelProto model, ExternalFiles? external, Func<string, string> entry)
    {
        Remove(model);
        var text = entry(DigestOf(model, external));
        model.MetadataProps.Add(new StringStringEntryProto { Key = Key, Value = text });
    }

    private static string DigestOf(ModelProto model, ExternalFiles? external)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rest = model.Clone();
        Remove(rest);
        Span<byte> length = stackalloc byte[sizeof(long)];
        foreach (var tensor in TensorWalk.In(rest))
        {
            var isOutside = tensor.DataLocation is TensorProto.Types.DataLocation.External;
            if (!isOutside && !tensor.HasRawData)
            {
                continue;
            }

            var bytes = isOutside ? external!.Read(tensor) : tensor.RawData.Memory;
            BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes.Span);
            tensor.ClearRawData();
            tensor.ClearDataLocation();
            tensor.ExternalData.Clear();
        }

        hash.AppendData(rest.ToByteArray());
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Remove(ModelProto model)
    {
        foreach (var old in model.MetadataProps.Where(entry => entry.Key == Key).ToArray())
        {
            model.MetadataProps.Remove(old);
        }
    }
}
