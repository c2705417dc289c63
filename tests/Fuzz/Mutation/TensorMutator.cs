using Google.Protobuf;
using Onnx;

namespace DepthCompress.Fuzz;

/// <summary>Changes to a tensor: its shape, its type, its data, where they lie.</summary>
internal static class TensorMutator
{
    public static void Change(TensorProto tensor, Random random)
    {
        var dims = tensor.Dims;
        switch (random.Next(12))
        {
            case 0: dims.Add(random.Next(2) is 0 ? 1 : OnnxMutator.AnyNumber(random)); break;
            case 1 when dims.Count > 0: dims.RemoveAt(random.Next(dims.Count)); break;
            case 2 when dims.Count > 0: dims[random.Next(dims.Count)] = OnnxMutator.AnyNumber(random); break;
            case 3 when dims.Count > 1: (dims[0], dims[1]) = (dims[1], dims[0]); break;
            case 4: tensor.DataType = random.Next(-1, 30); break;
            case 5: tensor.RawData = Bytes(tensor, random); break;
            case 6: tensor.FloatData.Add(random.Next(2) is 0 ? float.NaN : float.MaxValue); break;
            case 7: tensor.Int64Data.Add(OnnxMutator.AnyNumber(random)); break;
            case 8: AsFields(tensor, random); break;
            case 9: Resized(tensor, random); break;
            case 10: tensor.DataLocation = TensorProto.Types.DataLocation.External; break;
            default: tensor.Segment = random.Next(2) is 0 ? null : new TensorProto.Types.Segment { Begin = OnnxMutator.AnyNumber(random) }; break;
        }
    }

    private static ByteString Bytes(TensorProto tensor, Random random)
    {
        var bytes = tensor.RawData.ToByteArray();
        if (random.Next(3) is 0 || bytes.Length < 4)
        {
            return ByteString.CopyFrom(ByteMutator.Change(bytes, bytes, random));
        }

        // Numbers that make arithmetic strange: not a number, infinite, tiny, huge.
        float[] strange = [float.NaN, float.PositiveInfinity, float.Epsilon, float.MaxValue, 0, -0f];
        BitConverter.TryWriteBytes(bytes.AsSpan(random.Next(bytes.Length / 4) * 4), strange[random.Next(strange.Length)]);
        return ByteString.CopyFrom(bytes);
    }

    private static void AsFields(TensorProto tensor, Random random)
    {
        var bytes = tensor.RawData.ToByteArray();
        tensor.ClearRawData();
        for (var i = 0; i + 4 <= bytes.Length && i < 1024; i += 4)
        {
            if (random.Next(2) is 0)
            {
                tensor.FloatData.Add(BitConverter.ToSingle(bytes, i));
            }
            else
            {
                tensor.Int32Data.Add(BitConverter.ToInt32(bytes, i));
            }
        }
    }

    /// <summary>A sound tensor of another shape.</summary>
    private static void Resized(TensorProto tensor, Random random)
    {
        var count = 1L;
        for (var i = 0; i < tensor.Dims.Count; i++)
        {
            tensor.Dims[i] = random.Next(3) is 0 ? random.Next(5) : Math.Clamp(tensor.Dims[i], 0, 8);
            count *= tensor.Dims[i];
        }

        var bytes = new byte[Math.Min(count, 4096) * (tensor.DataType is 7 or 11 ? 8 : 4)];
        random.NextBytes(bytes.AsSpan(0, random.Next(2) is 0 ? bytes.Length : 0));
        tensor.RawData = ByteString.CopyFrom(bytes);
    }
}
