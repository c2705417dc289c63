using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress;

/// <summary>
/// The files of one run and what they are for: nothing that is read is written, and no two results go to one file, however either is
/// spelled. Said before any work, for all files that are known then.
/// </summary>
internal sealed class FileRoles
{
    /// <summary>What data sets consist of; other files in their folders are not theirs.</summary>
    private static readonly ImmutableArray<string> DataEndings = [".png", ".jpg", ".jpeg", ".bin", ".npy", ".npz", ".gz", ""];

    /// <summary>What a table file is, and what is beside it: SQLite's journals, the claims of processes that share it.</summary>
    private static readonly ImmutableArray<string> TableEndings = ["", "-journal", "-wal", "-shm", ".claims"];

    private readonly HashSet<string> inputs = new(StringComparer.Ordinal);
    private readonly HashSet<string> folders = new(StringComparer.Ordinal);
    private readonly List<(string What, string Path)> outputs = [];
    private readonly Dictionary<string, ImmutableArray<string>> weights = new(StringComparer.Ordinal);
    private readonly HashSet<string> contested = new(StringComparer.Ordinal);

    /// <summary>Files that are read, or images as they are named on a command line; what does not exist is passed over.</summary>
    internal void Reads(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            foreach (var path in text is null ? [] : new[] { text, PathOf(text) })
            {
                if (File.Exists(path))
                {
                    inputs.Add(path);
                }
                else if (path != text && Directory.Exists(path))
                {
                    folders.Add(FileIdentity.RealPath(path));
                }
            }
        }
    }

    /// <summary>A folder that is read as a whole, if it is one.</summary>
    internal void ReadsAll(string folder)
    {
        if (Directory.Exists(folder))
        {
            inputs.UnionWith(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
        }
    }

    /// <summary>Tables, which are read and written, and what lies beside them while they are open: nobody else writes there, now or once they exist.</summary>
    internal void Keeps(string? tables)
    {
        if (tables is not null)
        {
            inputs.UnionWith(TableEndings.Select(ending => tables + ending));
        }
    }

    /// <summary>Files that settings name: images, tables, the network that is imitated.</summary>
    internal void ReadsOf(Settings settings)
    {
        Reads(settings.Data, settings.TestData, settings.Training?.Teacher);
        Keeps(settings.Tables);
    }

    /// <summary>Whether two outputs would have been this one file, so that neither is written.</summary>
    internal bool IsContested(string path) => contested.Any(other => FileIdentity.AreSame(other, path));

    /// <summary>A file that will be written.</summary>
    /// <param name="what">What it will be, as a sentence says it; saying the same again changes nothing.</param>
    /// <param name="path">The file; null for none.</param>
    /// <param name="force">Whether it may exist.</param>
    /// <exception cref="DiagnosticException">DC1030, DC1031, DC1032, DC1152.</exception>
    internal void Writes(string what, string? path, bool force)
    {
        if (path is null || outputs.Contains((what, path)))
        {
            return;
        }

        WritesInside(what, path);
        Outputs.Check(path, force);
    }

    /// <summary>A file that will be written, in a folder of the run's own that need not exist yet.</summary>
    /// <exception cref="DiagnosticException">DC1031, DC1152.</exception>
    internal void WritesInside(string what, string path)
    {
        if (IsRead(path))
        {
            throw DiagnosticCatalog.OutputIsInput.Error(path);
        }

        foreach (var (other, _) in outputs.Where(output => FileIdentity.AreSame(output.Path, path)))
        {
            contested.Add(path);
            throw DiagnosticCatalog.OutputsCollide.Error(path, other, what);
        }

        outputs.Add((what, path));
    }

    /// <summary>A model that will be written: its larger tensors may lie in a file beside it.</summary>
    internal void WritesModel(string? path, bool force)
    {
        Writes("the model", path, force);
        Writes("the weights of the model", path is null ? null : OnnxWriter.DataFileOf(path), true);
    }

    /// <summary>Reports that will be written.</summary>
    internal void WritesReports(ImmutableArray<string> files, bool force)
    {
        for (var i = 0; i < files.Length; i++)
        {
            Writes($"report {i + 1}", files[i], force);
        }
    }

    /// <summary>A folder of which all files of an ending will be written.</summary>
    /// <exception cref="DiagnosticException">DC1031, DC1152: one of them is read, or is another output.</exception>
    internal void WritesFolder(string what, string? folder, string ending)
    {
        if (folder is null)
        {
            return;
        }

        if (inputs.FirstOrDefault(IsThere) is { } input)
        {
            throw DiagnosticCatalog.OutputIsInput.Error(input);
        }

        foreach (var (other, path) in outputs.Where(output => IsThere(output.Path)))
        {
            contested.Add(path);
            throw DiagnosticCatalog.OutputsCollide.Error(path, other, what);
        }

        bool IsThere(string path) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)
            && FileIdentity.AreSame(Path.GetDirectoryName(Path.GetFullPath(path))!, folder);
    }

    private bool IsRead(string path) =>
        inputs.Any(input => FileIdentity.AreSame(input, path)) || (File.Exists(path) && (IsImage(path) || IsWeights(path)));

    private bool IsImage(string path) => DataEndings.Contains(Path.GetExtension(path).ToLowerInvariant())
        && folders.Any(folder => FileIdentity.RealPath(path).StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    /// <summary>Whether a model that is read keeps tensors there.</summary>
    private bool IsWeights(string path) => inputs.Where(input => Path.GetExtension(input) is ".onnx").SelectMany(input => WeightsOf(input))
        .Any(file => FileIdentity.AreSame(file, path));

    /// <summary>Looked for in each model once: it may be long.</summary>
    private ImmutableArray<string> WeightsOf(string model)
    {
        if (!weights.TryGetValue(model, out var files))
        {
            weights[model] = files = OnnxReader.ExternalFilesOf(model);
        }

        return files;
    }

    /// <summary>The path in <c>scheme:path?options</c>.</summary>
    private static string PathOf(string text) => text.IndexOf(':', StringComparison.Ordinal) > 0 && SourceText.TryParse(text) is { } source
        ? source.Path : text;
}
