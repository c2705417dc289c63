using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// The folder of a job, which all machines see. Every file has one writer: manifest, tables at the outset and script are the submitter's,
/// table and status of a shard are its task's. So nothing depends on how well a network filesystem lets machines share a file.
/// </summary>
internal class ShardFolder(string path)
{
    private const int TailLines = 12;

    /// <summary>Where it is.</summary>
    internal string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>What the job is.</summary>
    internal string ManifestFile => this["manifest.json"];

    /// <summary>The tables at the outset: every task begins with a copy.</summary>
    internal string BaseTables => this["base.db"];

    /// <summary>Whether there is a job.</summary>
    internal bool HasJob => File.Exists(ManifestFile);

    /// <summary>A file by its name from the folder.</summary>
    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The rows of a shard.</summary>
    internal string TablesOf(int shard) => this[$"{NameOf(shard)}.db"];

    /// <summary>What the task of a shard printed; schedulers append to it.</summary>
    internal string LogOf(int shard) => this[string.Create(CultureInfo.InvariantCulture, $"log-{shard}.txt")];

    /// <summary>Makes it, and makes sure that it can be written.</summary>
    /// <exception cref="DiagnosticException">DC4351.</exception>
    internal void Create()
    {
        try
        {
            Directory.CreateDirectory(Path);
            File.WriteAllText(this[".written"], "");
            File.Delete(this[".written"]);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.ShardFolderUnwritable.Error(Path, problem.Message);
        }
    }

    /// <summary>What the job is.</summary>
    /// <exception cref="DiagnosticException">DC2750, DC2755.</exception>
    internal ShardManifest Read()
    {
        var manifest = HasJob ? Read(ManifestFile, ShardJson.Default.ShardManifest)
            : throw DiagnosticCatalog.ShardJobMissing.Error(null, ManifestFile);
        return manifest.Schema == ShardManifest.CurrentSchema
            ? manifest.Problem is { } problem ? throw DiagnosticCatalog.ShardFolderUnreadable.Error(ManifestFile, problem) : manifest
            : throw DiagnosticCatalog.ShardFolderUnreadable.Error(
                ManifestFile, $"its form is {manifest.Schema}, this version reads {ShardManifest.CurrentSchema}");
    }

    /// <summary>Keeps what the job is.</summary>
    internal virtual void Save(ShardManifest manifest) =>
        Outputs.WriteText(ManifestFile, true, JsonSerializer.Serialize(manifest, ShardJson.Default.ShardManifest) + "\n");

    /// <summary>What the task of a shard said last; null before it began.</summary>
    internal virtual ShardStatus? StatusOf(int shard) =>
        File.Exists(StatusFile(shard)) ? Read(StatusFile(shard), ShardJson.Default.ShardStatus) : null;

    /// <summary>Keeps what the task of a shard says.</summary>
    internal virtual void Save(int shard, ShardStatus status) =>
        Outputs.WriteText(StatusFile(shard), true, JsonSerializer.Serialize(status, ShardJson.Default.ShardStatus) + "\n");

    /// <summary>The end of what a task printed, in one line; null where it printed nothing.</summary>
    internal virtual string? TailOf(int shard)
    {
        try
        {
            var lines = File.ReadLines(LogOf(shard)).Where(line => !string.IsNullOrWhiteSpace(line)).TakeLast(TailLines).ToArray();
            return lines.Length == 0 ? null : string.Join(" | ", lines.Select(line => line.Trim()));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string NameOf(int shard) => string.Create(CultureInfo.InvariantCulture, $"shard-{shard:0000}");

    private string StatusFile(int shard) => this[$"{NameOf(shard)}.json"];

    private static T Read<T>(string file, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(PlainFile.ReadAllText(file), type) ?? throw new JsonException("it holds null");
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.ShardFolderUnreadable.Error(file, problem.Message);
        }
    }
}
