using System.Buffers.Binary;

namespace DepthCompress.Fuzz;

/// <summary>Changes to files that begin with a header of JSON and its length.</summary>
internal static class SafeTensors
{
    public static byte[] Change(byte[] bytes, byte[] other, Random random)
    {
        var length = bytes.Length < 8 ? -1 : BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (length < 0 || length > bytes.Length - 8)
        {
            return ByteMutator.Change(bytes, other, random);
        }

        var end = 8 + (int)length;
        var header = JsonMutator.Change(bytes[8..end], other.Length > end ? other[8..end] : other, random);
        var stated = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(stated, random.Next(8) is 0 ? OnnxMutator.AnyNumber(random) : header.Length);
        return [.. stated, .. header, .. random.Next(4) is 0 ? ByteMutator.Change(bytes[end..], other, random) : bytes[end..]];
    }
}
