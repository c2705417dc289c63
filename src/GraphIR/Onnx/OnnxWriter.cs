using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>Writes ONNX. Nodes nobody touched are written as they were read; a model nobody touched is the file it was.</summary>
public static class OnnxWriter
{
    private const string NodeMapKey = "depthcompress.nodes";

    /// <summary>The file beside a model that holds its larger tensors, where they lie outside.</summary>
    public static string DataFileOf(string path) => path + ".data";

    /// <summary>Writes a model to a file: all of it, or nothing.</summary>
    /// <exception cref="DiagnosticException">The file exists, is the input, or cannot be written.</exception>
    public static void Write(Model model, string path, OnnxWriteOptions? options = null)
    {
        options ??= new OnnxWriteOptions();
        var data = DataFileOf(path);
        RefuseInput(model, path, data);
        var proto = Annotated(model, options);
        if (options.ExternalData ?? (model.Shell.HasExternalData || ExternalPlacement.SizeOf(proto) > int.MaxValue))
        {
            var placement = ExternalPlacement.MoveOut(proto, model.Shell.External, Path.GetFileName(data), options.ExternalThreshold);
            AtomicFile.Write(path, options.Force, stream => WriteBoth(stream, data, placement, options.Force));
            return;
        }

        proto = ExternalPlacement.Inline(proto, model.Shell.External);
        if (ExternalPlacement.SizeOf(proto) is > int.MaxValue and var size)
        {
            throw DiagnosticCatalog.OutputTooLarge.Error(path, size);
        }

        AtomicFile.Write(path, options.Force, proto.WriteTo);
    }

    /// <summary>The bytes of the file, with everything inside.</summary>
    /// <exception cref="DiagnosticException">It is too large.</exception>
    public static byte[] ToBytes(Model model, OnnxWriteOptions? options = null) => ExternalPlacement.ToBytes(
        ExternalPlacement.Inline(Annotated(model, options ?? new OnnxWriteOptions()), model.Shell.External));

    /// <summary>
    /// The bytes of a file with this graph, for an engine; opsets and functions are those of the file it came from, as far as it depends on
    /// them.
    /// </summary>
    /// <exception cref="DiagnosticException">It is too large; see <see cref="WriteForEngine"/>.</exception>
    public static byte[] ToBytes(Graph graph) => ExternalPlacement.ToBytes(ForEngine(graph));

    /// <summary>Writes a graph for an engine to a file, its larger tensors beside it: what <see cref="ToBytes(Graph)"/> is too small for.</summary>
    /// <exception cref="DiagnosticException">The file cannot be written.</exception>
    public static void WriteForEngine(Graph graph, string path)
    {
        var data = DataFileOf(path);
        var placement = ExternalPlacement.MoveOut(ForEngine(graph), null, Path.GetFileName(data), new OnnxWriteOptions().ExternalThreshold);
        AtomicFile.Write(path, true, stream => WriteBoth(stream, data, placement, true));
    }

    /// <summary>The bytes of a file with this graph, for an engine; its larger constants go to a file that several networks share.</summary>
    /// <exception cref="DiagnosticException">It is too large all the same.</exception>
    public static byte[] ToBytes(Graph graph, SharedTensors tensors) =>
        ExternalPlacement.ToBytes(ExternalPlacement.MoveOut(ForEngine(graph), tensors, new OnnxWriteOptions().ExternalThreshold));

    private static ModelProto ForEngine(Graph graph)
    {
        var shell = ShellOf(graph);
        return ExternalPlacement.Inline(GraphSaver.SaveForEngine(graph, shell), shell.External);
    }

    private static void WriteBoth(Stream stream, string data, ExternalPlacement placement, bool force)
    {
        AtomicFile.Write(data, force, placement.WriteData);
        placement.Model.WriteTo(stream);
    }

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
        if (options.IncludeNodeMap && model.Graph.Nodes.Any(node => !node.Origin.IsEmpty))
        {
            metadata = metadata.Add(KeyValuePair.Create(NodeMapKey, NodeMapOf(model.Graph)));
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

        if (options.Provenance is { } provenance)
        {
            OnnxProvenance.Seal(proto, model.Shell.External, provenance);
        }

        return proto;
    }

    private static string NodeMapOf(Graph graph)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var node in graph.Nodes.Where(node => !node.Origin.IsEmpty))
            {
                json.WriteStartArray(node.Name);
                foreach (var origin in node.Origin)
                {
                    json.WriteStringValue(origin);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void RefuseInput(Model model, string path, string data)
    {
        if (model.Path is not { } input)
        {
            return;
        }

        ImmutableArray<string> inputs = [input, .. model.Shell.External?.RealPaths ?? []];
        foreach (var output in new[] { path, data })
        {
            if (inputs.Any(read => FileIdentity.AreSame(read, output)))
            {
                throw DiagnosticCatalog.OutputIsInput.Error(output);
            }
        }
    }
}
