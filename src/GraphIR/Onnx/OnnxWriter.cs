using System.Text.Json;
using Google.Protobuf;
using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>Writes ONNX. Nodes nobody touched are written as they were read; a model nobody touched is the file it was.</summary>
public static class OnnxWriter
{
    private const string NodeMapKey = "depthcompress.nodes";

    /// <summary>Writes a model to a file: all of it, or nothing.</summary>
    /// <exception cref="DiagnosticException">The file exists, is the input, or cannot be written.</exception>
    public static void Write(Model model, string path, OnnxWriteOptions? options = null)
    {
        options ??= new OnnxWriteOptions();
        RefuseInput(model, path);
        var proto = Annotated(model, options);
        AtomicFile.Write(path, options.Force, proto.WriteTo);
    }

    /// <summary>The bytes of the file.</summary>
    public static byte[] ToBytes(Model model) => GraphSaver.Save(model.Graph, model.Shell).ToByteArray();

    /// <summary>The bytes of a file with this graph, for an engine; opsets and functions are those of the file it came from, as far as it depends on them.</summary>
    public static byte[] ToBytes(Graph graph) => GraphSaver.Save(graph, ShellOf(graph)).ToByteArray();

    private static OnnxShell ShellOf(Graph graph)
    {
        foreach (var node in graph.Nodes)
        {
            switch (node.Op)
            {
                case Opaque { Source: OnnxNode source }: return source.Shell;
                case Opaque { Source: OnnxConstant source }: return source.Shell;
            }
        }

        return new OnnxShell(graph.Nodes.Select(node => node.Op.Since).Prepend(OnnxShell.DefaultOpset).Max());
    }

    private static ModelProto Annotated(Model model, OnnxWriteOptions options)
    {
        var proto = GraphSaver.Save(model.Graph, model.Shell);
        var metadata = options.Metadata;
        if (options.IncludeNodeMap)
        {
            var map = model.Graph.Nodes.Where(node => !node.Origin.IsEmpty).ToDictionary(node => node.Name, node => node.Origin);
            metadata = metadata.Add(KeyValuePair.Create(NodeMapKey, JsonSerializer.Serialize(map)));
        }

        foreach (var (key, value) in metadata)
        {
            var entry = proto.MetadataProps.FirstOrDefault(entry => entry.Key == key);
            if (entry is null)
            {
                proto.MetadataProps.Add(entry = new StringStringEntryProto { Key = key });
            }

            entry.Value = value;
        }

        return proto;
    }

    private static void RefuseInput(Model model, string path)
    {
        if (model.Path is { } input && FileLinks.RealPath(input) == FileLinks.RealPath(path))
        {
            throw DiagnosticCatalog.OutputIsInput.Error(path);
        }
    }
}
