using DepthCompress.GraphIR;
using DepthCompress.TestKit;
using Google.Protobuf;
using Onnx;

namespace DepthCompress.Fuzz;

/// <summary>Models with a file beside them that holds their tensors: what they say of it is changed, the file is not.</summary>
internal sealed class ExternalDataFormat : FuzzFormat
{
    private static readonly byte[] Data = [.. Enumerable.Range(0, 4096).Select(i => (byte)(i % 64))];

    private static readonly string[] Locations =
        ["data.bin", "./data.bin", "../data.bin", "/etc/passwd", "sub/../data.bin", "", "data.bin/", "\0", "data.bin\0x", "c:data.bin", "model", "..",
         "sub", "DATA.BIN"];

    public override string Name => "external-data";

    public override IEnumerable<byte[]> Seeds => OperatorExamples.All.Select(example => Outside(OnnxWriter.ToBytes(example.Graph)));

    public override string Load(byte[] bytes, string scratch)
    {
        var folder = Directory.CreateDirectory(scratch + ".external");
        var data = Path.Combine(folder.FullName, "data.bin");
        if (!File.Exists(data))
        {
            File.WriteAllBytes(data, Data);
            folder.CreateSubdirectory("sub");
        }

        var path = Path.Combine(folder.FullName, "model");
        File.WriteAllBytes(path, bytes);
        return OnnxFormat.Use(OnnxReader.Read(path, new DiagnosticSink()));
    }

    public override byte[] Change(byte[] bytes, byte[] other, Random random)
    {
        if (random.Next(3) is 0)
        {
            return WireMutator.Change(bytes, other, random);
        }

        try
        {
            var model = ModelProto.Parser.ParseFrom(bytes);
            ImmutableArray<TensorProto> tensors = [.. model.Graph?.Initializer ?? []];
            if (!tensors.IsEmpty)
            {
                Change(tensors[random.Next(tensors.Length)], random);
            }

            return model.ToByteArray();
        }
        catch (Exception problem) when (problem is InvalidProtocolBufferException or IndexOutOfRangeException)
        {
            // Protobuf itself reads beyond the end of a number that is cut off.
            return WireMutator.Change(bytes, other, random);
        }
    }

    private static void Change(TensorProto tensor, Random random)
    {
        switch (random.Next(6))
        {
            case 0: tensor.Dims.Add(random.Next(4)); break;
            case 1 when tensor.Dims.Count > 0: tensor.Dims[random.Next(tensor.Dims.Count)] = OnnxMutator.AnyNumber(random); break;
            case 2: tensor.DataType = random.Next(-1, 30); break;
            case 3: tensor.ExternalData.Add(new StringStringEntryProto { Key = "__class__", Value = "x" }); break;
            default:
                var key = random.Next(4) switch { 0 => "location", 1 => "offset", 2 => "length", _ => "checksum" };
                var entry = tensor.ExternalData.FirstOrDefault(entry => entry.Key == key);
                if (entry is null || random.Next(4) is 0)
                {
                    tensor.ExternalData.Add(entry = new StringStringEntryProto { Key = key });
                }

                entry.Value = key is "location" && random.Next(4) > 0 ? Locations[random.Next(Locations.Length)]
                    : random.Next(3) is 0 ? $"{random.Next(8192)}" : TextMutator.Numbers[random.Next(TextMutator.Numbers.Length)];
                break;
        }
    }

    private static byte[] Outside(byte[] bytes)
    {
        var model = ModelProto.Parser.ParseFrom(bytes);
        foreach (var tensor in model.Graph.Initializer.Where(tensor => tensor.RawData.Length is > 0 and < 4096))
        {
            var length = tensor.RawData.Length;
            tensor.ClearRawData();
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "data.bin" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = "0" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{length}" });
        }

        return model.ToByteArray();
    }
}
