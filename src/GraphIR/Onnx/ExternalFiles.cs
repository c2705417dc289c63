using System.Globalization;
using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>
/// The files beside a model that hold its tensors, mapped. A model is not trusted: only plain files inside its folder are opened, under
/// relative paths, without links that lead elsewhere, and only parts that lie inside the file are handed out.
/// </summary>
internal sealed class ExternalFiles(OnnxSource source, DiagnosticSink diagnostics)
{
    private const string Leaving = "reached by a symbolic link that leaves the folder of the model";

    private const int MostIgnored = 10;

    private readonly Dictionary<string, MappedFile> files = [];
    private readonly List<string> paths = [];
    private readonly HashSet<string> ignored = new(StringComparer.Ordinal);
    private readonly Dictionary<ExternalPlace, ReadOnlyMemory<byte>> places = [];

    /// <summary>The files opened so far, by the path the model gives.</summary>
    public IReadOnlyDictionary<string, MappedFile> Files => files;

    /// <summary>The real paths of the files opened so far.</summary>
    public IEnumerable<string> RealPaths => paths;

    /// <summary>The bytes of a tensor that lies outside.</summary>
    /// <param name="tensor">Says where.</param>
    /// <exception cref="DiagnosticException">The file is missing, not to be opened, or too short.</exception>
    public ReadOnlyMemory<byte> Read(TensorProto tensor)
    {
        var size = OnnxTensors.SizeOf(tensor, source);
        var place = Parse(tensor, size ?? 0);
        if (place.Length != (size ?? place.Length))
        {
            throw source.Error(DiagnosticCatalog.WrongDataLength, tensor.Name, OnnxTensors.TypeText(tensor), size, place.Length);
        }

        if (place.Length > int.MaxValue)
        {
            throw source.Error(DiagnosticCatalog.TooLarge, $"tensor '{tensor.Name}'", place.Length);
        }

        if (places.TryGetValue(place, out var known))
        {
            return known;
        }

        var file = Open(tensor.Name, place.Location);
        if (place.Offset > file.Length - place.Length)
        {
            throw source.Error(DiagnosticCatalog.ExternalDataRange, tensor.Name, place.Location, $"{place.Offset}+{place.Length}");
        }

        return places[place] = file.Slice(place.Offset, (int)place.Length);
    }

    private ExternalPlace Parse(TensorProto tensor, long size)
    {
        var (location, offset, length) = ("", 0L, size);
        foreach (var entry in tensor.ExternalData)
        {
            switch (entry.Key)
            {
                case "location": location = entry.Value; break;
                case "offset": offset = Number(tensor, entry); break;
                case "length": length = Number(tensor, entry); break;
                case "checksum": break;
                default: Ignore(tensor, entry.Key); break;
            }
        }

        return new ExternalPlace(location, offset, length);
    }

    /// <summary>Once for each key, and not for endless keys: who made the file made one mistake.</summary>
    private void Ignore(TensorProto tensor, string key)
    {
        if (ignored.Count < MostIgnored && ignored.Add(key))
        {
            diagnostics.Report(source.Note(DiagnosticCatalog.ExternalDataKey, tensor.Name, key));
        }
    }

    private long Number(TensorProto tensor, StringStringEntryProto entry) =>
        long.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw source.Error(DiagnosticCatalog.ExternalDataRange, tensor.Name, entry.Key, $"'{entry.Value}'");

    private MappedFile Open(string tensor, string location)
    {
        if (files.TryGetValue(location, out var open))
        {
            return open;
        }

        if (source.Path is null)
        {
            throw source.Error(DiagnosticCatalog.ExternalDataMissing, tensor, location);
        }

        if (!IsInside(location))
        {
            throw source.Error(DiagnosticCatalog.ExternalDataOutside, tensor, location);
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(source.Path))!;
        var path = Path.Combine(folder, location.Replace('/', Path.DirectorySeparatorChar));
        if (!File.Exists(path))
        {
            throw source.Error(DiagnosticCatalog.ExternalDataMissing, tensor, location);
        }

        if (FileLinks.RealPath(path) is not { } real || !IsInside(folder, real))
        {
            throw source.Error(DiagnosticCatalog.ExternalDataLinked, tensor, location, Leaving);
        }

        if (!FileIdentity.IsPlain(real))
        {
            throw source.Error(DiagnosticCatalog.ExternalDataLinked, tensor, location, "a device or a pipe");
        }

        paths.Add(real);
        return files[location] = Map(tensor, location, real);
    }

    private bool IsInside(string folder, string real) => Roots(folder).Any(root => real.StartsWith(root, StringComparison.Ordinal));

    /// <summary>The folder of the model, and of what it is a link to: caches keep model and data behind links to one folder.</summary>
    private IEnumerable<string> Roots(string folder) =>
        new[] { FileLinks.RealPath(folder), Path.GetDirectoryName(FileLinks.RealPath(source.Path!)) }
            .OfType<string>().Select(root => Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar);

    private MappedFile Map(string tensor, string location, string path)
    {
        try
        {
            return MappedFile.Open(path, handle =>
            {
                // What was looked at by its path may be another file by now; this one is open and stays what it is.
                if (FileLinks.PathOf(handle) is { } opened && !IsInside(Path.GetDirectoryName(Path.GetFullPath(source.Path!))!, opened))
                {
                    throw source.Error(DiagnosticCatalog.ExternalDataLinked, tensor, location, Leaving);
                }

                if (FileLinks.NamesOf(handle) is > 1 and var names)
                {
                    throw source.Error(DiagnosticCatalog.ExternalDataLinked, tensor, location,
                        $"one of {names} names (hard links) of one file");
                }
            });
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(DiagnosticCatalog.ModelUnreadable.At(null, problem.Message) with { File = path }, problem);
        }
    }

    /// <summary>Backslashes and colons separate on one platform and are letters on another; a portable model has neither.</summary>
    private static bool IsInside(string location) =>
        location.Length > 0 && location.IndexOfAny(['\\', ':', '\0']) < 0
            && location.Split('/').All(part => part is not ("" or ".." or "."));

    private readonly record struct ExternalPlace(string Location, long Offset, long Length);
}
