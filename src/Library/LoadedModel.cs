using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>A model, what it is called, and the size of its file.</summary>
/// <param name="Model">As it was read.</param>
/// <param name="Name">The file, as it was named; a name for messages where it came from memory.</param>
/// <param name="Bytes">Without files beside it.</param>
internal sealed record LoadedModel(Model Model, string Name, long Bytes)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="DiagnosticException">It is missing, or no sound model.</exception>
    internal static LoadedModel Read(string path, DiagnosticSink diagnostics) =>
        new(OnnxReader.Read(path, diagnostics), path, new FileInfo(path).Length);

    /// <summary>Reads bytes.</summary>
    /// <exception cref="DiagnosticException">They are no sound model.</exception>
    internal static LoadedModel Read(ReadOnlySpan<byte> bytes, string name, DiagnosticSink diagnostics) =>
        new(OnnxReader.Read(bytes, diagnostics), name, bytes.Length);
}
