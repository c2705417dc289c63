using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>Reads ONNX files. Whatever they hold is either understood, carried along unchanged, or refused with a diagnostic.</summary>
public static class OnnxReader
{
    private const int NewestIrVersion = 14;

    /// <summary>Reads a file, and the files beside it that hold its external data.</summary>
    /// <exception cref="DiagnosticException">The file is missing, unreadable, or no sound model.</exception>
    public static Model Read(string path, DiagnosticSink diagnostics)
    {
        var source = new OnnxSource(path);
        if (!File.Exists(path))
        {
            throw Directory.Exists(path) ? source.Error(DiagnosticCatalog.ModelUnreadable, "it is a folder")
                : PlainFile.IsHidden(path) ? source.Error(DiagnosticCatalog.ModelUnreadable, PlainFile.Hidden)
                : source.Error(DiagnosticCatalog.ModelNotFound);
        }

        if (!FileIdentity.IsPlain(path))
        {
            throw source.Error(DiagnosticCatalog.ModelUnreadable, PlainFile.Refusal);
        }

        try
        {
            using var file = MappedFile.Open(path);
            return file.Length > int.MaxValue
                ? throw source.Error(DiagnosticCatalog.TooLarge, "the file", file.Length)
                : Read(file.Slice(0, (int)file.Length).Span, source, diagnostics);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DiagnosticException(DiagnosticCatalog.ModelUnreadable.At(null, problem.Message) with { File = path }, problem);
        }
    }

    /// <summary>Reads a model from memory; there is no folder in which external data could lie.</summary>
    /// <exception cref="DiagnosticException">The bytes are no sound model.</exception>
    public static Model Read(ReadOnlySpan<byte> bytes, DiagnosticSink diagnostics) => Read(bytes, new OnnxSource(null), diagnostics);

    /// <summary>The files beside a model in which it says its tensors lie; none where it cannot be read.</summary>
    public static ImmutableArray<string> ExternalFilesOf(string path)
    {
        if (!FileIdentity.IsPlain(path))
        {
            return [];
        }

        try
        {
            using var file = MappedFile.Open(path);
            var bytes = file.Slice(0, (int)Math.Min(int.MaxValue, file.Length)).Span;
            WireScan.Check(bytes, path);
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return
            [
                .. TensorWalk.In(Parse(bytes, new OnnxSource(path))).SelectMany(tensor => tensor.ExternalData)
                    .Where(entry => entry.Key is "location" && !entry.Value.Contains('\0')).Select(entry => Path.Combine(folder, entry.Value)).Distinct(),
            ];
        }
        catch (Exception problem) when (problem is DiagnosticException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static Model Read(ReadOnlySpan<byte> bytes, OnnxSource source, DiagnosticSink diagnostics)
    {
        if (FileKinds.OtherThanOnnx(bytes) is { } other)
        {
            throw source.Error(DiagnosticCatalog.NotAnOnnxModel, other);
        }

        WireScan.Check(bytes, source.Path);
        var proto = Parse(bytes, source);
        var external = new ExternalFiles(source, diagnostics);
        foreach (var tensor in TensorWalk.In(proto).Where(tensor => tensor.DataLocation is TensorProto.Types.DataLocation.External))
        {
            external.Read(tensor);
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var shell = new OnnxShell(proto, OnnxContents.TakeFrom(proto.Graph), external, () => DigestOf(digest, external));
        CheckVersions(shell, source, diagnostics);
        var graph = new GraphLoader(shell, source, external, diagnostics).Load();
        CheckSound(graph, source);
        if (WeightScan.NotFinite(graph, external) is { IsEmpty: false } strange)
        {
            diagnostics.Report(source.Note(DiagnosticCatalog.WeightsNotFinite, strange.Length, graph.NameOf(strange[0])));
        }

        return new Model(graph, shell) { Path = source.Path };
    }

    private static ModelProto Parse(ReadOnlySpan<byte> bytes, OnnxSource source)
    {
        try
        {
            var proto = ModelProto.Parser.ParseFrom(bytes);
            return proto.Graph is null ? throw source.Error(DiagnosticCatalog.NotAnOnnxModel, "it holds no graph") : proto;
        }
        catch (InvalidProtocolBufferException problem)
        {
            throw new DiagnosticException(DiagnosticCatalog.DamagedModel.At(null, 0, problem.Message) with { File = source.Path }, problem);
        }
    }

    private static void CheckVersions(OnnxShell shell, OnnxSource source, DiagnosticSink diagnostics)
    {
        if (shell.IrVersion > NewestIrVersion)
        {
            diagnostics.Report(source.Note(DiagnosticCatalog.FormatTooNew, shell.IrVersion, NewestIrVersion));
        }

        var names = shell.Around.OpsetImport.Any(entry => OnnxShell.IsStandard(entry.Domain));
        if (!names && shell.Contents.Nodes.Any(node => OnnxShell.IsStandard(node.Domain)))
        {
            throw source.Error(DiagnosticCatalog.OpsetMissing);
        }

        if (names && shell.Opset < OnnxShell.OldestOpset)
        {
            diagnostics.Report(source.Note(DiagnosticCatalog.OpsetTooOld, shell.Opset, OnnxShell.OldestOpset));
        }

        if (shell.Opset > OnnxShell.NewestOpset)
        {
            diagnostics.Report(source.Note(DiagnosticCatalog.OpsetTooNew, shell.Opset, OnnxShell.NewestOpset));
        }
    }

    private static void CheckSound(Graph graph, OnnxSource source)
    {
        try
        {
            if (graph.TypeProblems is [var (node, problem), ..])
            {
                throw source.ErrorAt(node.Name, DiagnosticCatalog.WrongOperands, problem);
            }

            if (GraphVerifier.Verify(graph) is [var found, ..])
            {
                throw new DiagnosticException(DiagnosticCatalog.UnsoundModel.At(found.Node, found.Message) with { File = source.Path });
            }
        }
        catch (Exception malformed) when (NodeLoader.IsMalformed(malformed))
        {
            throw new DiagnosticException(DiagnosticCatalog.UnsoundModel.At(null, malformed.Message) with { File = source.Path },
                malformed);
        }
    }

    private static string DigestOf(string main, ExternalFiles external)
    {
        if (external.Files.Count is 0)
        {
            return main;
        }

        var all = new StringBuilder(main);
        foreach (var (location, file) in external.Files.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            all.Append('\n').Append(location).Append(' ').Append(file.Digest());
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }
}
