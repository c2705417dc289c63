using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Fuzz;

/// <summary>States of training. Most changes mend the digest, or nothing behind it would ever be read.</summary>
internal sealed class CheckpointFormat : FuzzFormat
{
    private const int DigestLength = 64;

    public override string Name => "checkpoint";

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            var path = Path.GetTempFileName();
            var state = new CheckpointState { Step = 7, Best = 0.5, Validations = [] };
            var tensors = new OrderedDictionary<string, Tensor>
            {
                ["weight"] = Tensor.Create<float>([2, 2], [1, 2, 3, 4]),
                ["scale"] = Tensor.Create<double>([1], [9]),
            };
            CheckpointFile.Write(path, new Checkpoint(new RunIdentity("a", "b", "c", "d", "e"), state, tensors));
            var bytes = File.ReadAllBytes(path);
            File.Delete(path);
            yield return bytes;
        }
    }

    public override string Load(byte[] bytes, string scratch)
    {
        File.WriteAllBytes(scratch, bytes);
        return $"{CheckpointFile.Read(scratch)!.State.StoppedEarly}";
    }

    public override byte[] Change(byte[] bytes, byte[] other, Random random) =>
        random.Next(8) is 0 ? ByteMutator.Change(bytes, other, random) : Mended(SafeTensors.Change(bytes, other, random));

    private static byte[] Mended(byte[] bytes)
    {
        var length = bytes.Length < 8 ? -1 : BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var at = bytes.AsSpan().IndexOf("\"sha256:"u8);
        if (length < 0 || length > bytes.Length - 8 || at < 0 || at + 8 + DigestLength > bytes.Length)
        {
            return bytes;
        }

        bytes.AsSpan(at + 8, DigestLength).Fill((byte)'0');
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(8)));
        Encoding.ASCII.GetBytes(digest).CopyTo(bytes.AsSpan(at + 8));
        return bytes;
    }
}
