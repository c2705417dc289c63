using DepthCompress.GraphIR;

namespace DepthCompress.Fuzz;

/// <summary>Weights beside a plan.</summary>
internal sealed class WeightsFormat : FuzzFormat
{
    public override string Name => "weights";

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            var path = Path.GetTempFileName();
            WeightsFile.Write(path, new Dictionary<string, string> { ["plan"] = "p", ["model"] = "m" },
                [("w", Tensor.Create<float>([2, 2], [1, 2, 3, 4])), ("b", Tensor.Create<byte>([3], [1, 2, 3]))]);
            var bytes = File.ReadAllBytes(path);
            File.Delete(path);
            yield return bytes;
        }
    }

    public override string Load(byte[] bytes, string scratch)
    {
        File.WriteAllBytes(scratch, bytes);
        return $"{WeightsFile.Read(scratch).Tensors.Count is 0}";
    }

    public override byte[] Change(byte[] bytes, byte[] other, Random random) => SafeTensors.Change(bytes, other, random);
}
