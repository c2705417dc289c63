using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>What a source is opened with. Images from number <paramref name="Most"/> on need not be read.</summary>
internal sealed record SourceRequest(SourceText Text, SourceOptions Options, int Most, DiagnosticSink? Diagnostics = null)
{
    public string Path => Text.Path;

    public string Name => Text.ToString();
}
