using Onnx;

namespace DepthCompress.GraphIR.Tests;

/// <summary>One model of the ONNX backend test data with what goes in and what must come out.</summary>
internal sealed record BackendCase(string File)
{
    /// <summary>The folder's name, such as <c>node/test_relu</c>.</summary>
    public string Name => $"{Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(File)))}/{Path.GetFileName(Path.GetDirectoryName(File))}";

    /// <summary>All models, in a stable order.</summary>
    public static ImmutableArray<BackendCase> All { get; } = SharedFolder.Conformance is not { } folder ? [] :
    [
        .. Directory.EnumerateFiles(folder, "model.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => new BackendCase(file)),
    ];

    /// <summary>The first recorded run; null where something in it is no plain tensor, or does not fit the graph.</summary>
    public (ImmutableArray<Tensor> Inputs, ImmutableArray<Tensor> Outputs)? Recorded(Graph graph)
    {
        var folder = Directory.EnumerateDirectories(Path.GetDirectoryName(File)!, "test_data_set_*").Order(StringComparer.Ordinal).FirstOrDefault();
        if (folder is null || graph.Inputs.Concat(graph.Outputs.Select(output => output.Value)).Any(value => graph.TypeOf(value) is null))
        {
            return null;
        }

        var (inputs, outputs) = (Read(folder, "input_*.pb"), Read(folder, "output_*.pb"));
        return inputs?.Length == graph.Inputs.Length && outputs?.Length == graph.Outputs.Length ? (inputs.Value, outputs.Value) : null;
    }

    private static ImmutableArray<Tensor>? Read(string folder, string pattern)
    {
        var source = new OnnxSource(folder);
        var tensors = ImmutableArray.CreateBuilder<Tensor>();
        foreach (var file in Directory.EnumerateFiles(folder, pattern).OrderBy(file => file.Length).ThenBy(file => file, StringComparer.Ordinal))
        {
            try
            {
                var proto = TensorProto.Parser.ParseFrom(System.IO.File.ReadAllBytes(file));
                if (proto.DataType == 0 || OnnxTensors.Read(proto, new ExternalFiles(source, new DiagnosticSink()), source) is not { } tensor)
                {
                    return null;
                }

                tensors.Add(tensor);
            }
            catch (Exception problem) when (problem is Google.Protobuf.InvalidProtocolBufferException or DiagnosticException)
            {
                // A sequence or an optional value is another message.
                return null;
            }
        }

        return tensors.ToImmutable();
    }
}
