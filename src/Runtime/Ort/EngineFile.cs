using DepthCompress.GraphIR;
using DepthCompress.Runtime.Worker;
using Microsoft.ML.OnnxRuntime;

namespace DepthCompress.Runtime.Ort;

/// <summary>A network on its way to another process: as bytes, or in a folder of its own where it is too large for them.</summary>
/// <param name="Name">Of the network, for errors.</param>
/// <param name="Bytes">The file; empty where it lies in a folder.</param>
/// <param name="Path">The file in the folder; empty where it is bytes.</param>
internal sealed record EngineFile(string Name, byte[] Bytes, string Path) : IDisposable
{
    /// <summary>Of a graph; beyond <paramref name="limit"/> bytes of constants in a folder that lasts until this is disposed.</summary>
    internal static EngineFile Of(Graph graph, long limit)
    {
        if (graph.Initializers.Values.Sum(tensor => (long)tensor.Bytes.Length) <= limit)
        {
            return new(graph.Name, OnnxWriter.ToBytes(graph), "");
        }

        var path = System.IO.Path.Combine(Directory.CreateTempSubdirectory("depthcompress-network-").FullName, "network.onnx");
        OnnxWriter.WriteForEngine(graph, path);
        return new(graph.Name, [], path);
    }

    internal static EngineFile Read(BinaryReader fields) => new(fields.ReadString(), WorkerChannel.ReadBytes(fields), fields.ReadString());

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Name);
        WorkerChannel.Write(writer, Bytes);
        writer.Write(Path);
    }

    /// <exception cref="DiagnosticException">The engine refuses it.</exception>
    internal InferenceSession Load(OrtSettings settings) => Path.Length > 0
        ? OrtEngine.Open(settings, Name, options => new InferenceSession(Path, options))
        : OrtEngine.Open(Bytes, settings, Name);

    public void Dispose()
    {
        if (Path.Length > 0)
        {
            Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
        }
    }
}
