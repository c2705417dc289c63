using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// The folder of a comparison: for each pair a folder with network, plan, scores and result, the result last, so that what has one is
/// finished.
/// </summary>
internal sealed class ComparisonFolder(string path)
{
    private const string Network = "model.onnx";
    private const string Plan = "plan.json";
    private const string Result = "result.json";
    private const string ScoreFile = "scores.json";

    private static readonly ImmutableArray<string> ReportEndings = ["json", "md", "html"];

    /// <summary>Makes sure that it can be written, before hours of work: nothing in it is an input, and nothing lies elsewhere.</summary>
    /// <exception cref="DiagnosticException">DC1031, DC1032, DC1152.</exception>
    internal void Check(FileRoles files, ImmutableArray<ComparisonPair> pairs)
    {
        Outputs.CreateFolder(path);
        foreach (var pair in pairs)
        {
            var own = this[pair.Folder];
            if (Directory.Exists(own) && FileIdentity.RealPath(own) != Path.Combine(FileIdentity.RealPath(path), pair.Folder))
            {
                throw DiagnosticCatalog.OutputUnwritable.Error(own, "it is a link to another folder");
            }

            foreach (var name in FilesOf(pair))
            {
                files.WritesInside($"'{name}' of the comparison", this[name]);
            }
        }

        foreach (var ending in ReportEndings)
        {
            files.Writes($"the report '{Path.GetFileName(Report(ending))}'", Report(ending), true);
        }
    }

    private static IEnumerable<string> FilesOf(ComparisonPair pair) =>
        new[] { Network, OnnxWriter.DataFileOf(Network), Plan, Result, ScoreFile }.Select(file => $"{pair.Folder}/{file}");

    /// <summary>The report of that ending.</summary>
    internal string Report(string ending) => Path.Combine(path, $"comparison.{ending}");

    /// <summary>The network of a pair.</summary>
    internal static string NetworkOf(ComparisonPair pair) => $"{pair.Folder}/{Network}";

    /// <summary>The plan of a pair.</summary>
    internal static string PlanOf(ComparisonPair pair) => $"{pair.Folder}/{Plan}";

    /// <summary>A file by its name from the folder.</summary>
    internal string this[string name] => Path.Combine(path, name);

    /// <summary>The finished result of a pair; null where it is missing, failed, or is of no use, which is told.</summary>
    internal ComparisonRecord? Find(ComparisonPair pair, string identity, DiagnosticSink diagnostics)
    {
        var file = this[$"{pair.Folder}/{Result}"];
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            var record = JsonSerializer.Deserialize(PlainFile.ReadAllText(file), ComparisonRecordJson.Default.ComparisonRecord)!;
            if (record.Schema != ComparisonRecord.CurrentSchema || record.Identity != identity)
            {
                diagnostics.Report(DiagnosticCatalog.ComparisonOutdated.At(null, pair.Name));
                return null;
            }

            if (record.Problem is { } problem)
            {
                throw new JsonException(problem);
            }

            if (record.Outcome is { } outcome && (!File.Exists(this[outcome.Model]) || ScoresOf(record).Length != outcome.Quality.Length))
            {
                throw new JsonException("files of it are missing");
            }

            return record.Outcome is null ? null : record;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            diagnostics.Report(DiagnosticCatalog.ComparisonDamaged.At(null, pair.Name, problem.Message));
            return null;
        }
    }

    /// <summary>What was kept of a pair, be it a result or why there is none; null where neither is of these settings.</summary>
    internal ComparisonRecord? Last(ComparisonPair pair, string identity)
    {
        try
        {
            var record = JsonSerializer.Deserialize(
                PlainFile.ReadAllText(this[$"{pair.Folder}/{Result}"]), ComparisonRecordJson.Default.ComparisonRecord);
            return record?.Schema == ComparisonRecord.CurrentSchema && record.Identity == identity && record.Problem is null ? record : null;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Takes the files of a pair from another folder; the result last, so that what has one is whole.</summary>
    internal void Take(ComparisonPair pair, ComparisonFolder other)
    {
        Begin(pair);
        foreach (var file in Directory.EnumerateFiles(other[pair.Folder]).OrderBy(file => Path.GetFileName(file) == Result))
        {
            AtomicFile.Write(this[$"{pair.Folder}/{Path.GetFileName(file)}"], true, stream =>
            {
                using var source = PlainFile.OpenRead(file);
                source.CopyTo(stream);
            });
        }
    }

    /// <summary>What the result scores on each sample, for each measure.</summary>
    internal ImmutableArray<ImmutableArray<double>> ScoresOf(ComparisonRecord record) => JsonSerializer.Deserialize(
        PlainFile.ReadAllText(this[$"{Path.GetDirectoryName(record.Outcome!.Model)}/{ScoreFile}"]),
        ComparisonScoresJson.Default.ImmutableArrayImmutableArrayDouble);

    /// <summary>The network of a result, as it was written.</summary>
    internal Graph GraphOf(ComparisonRecord record) => OnnxReader.Read(this[record.Outcome!.Model], new DiagnosticSink()).Graph;

    /// <summary>Begins a pair anew: nothing of an older result counts from now on.</summary>
    internal void Begin(ComparisonPair pair)
    {
        Outputs.CreateFolder(this[pair.Folder]);
        File.Delete(this[$"{pair.Folder}/{Result}"]);
    }

    /// <summary>Keeps what a pair scored.</summary>
    internal void Save(ComparisonPair pair, ImmutableArray<ImmutableArray<double>> scores) => Outputs.WriteText(
        this[$"{pair.Folder}/{ScoreFile}"], true, JsonSerializer.Serialize(scores, ComparisonScoresJson.Default.ImmutableArrayImmutableArrayDouble) + "\n");

    /// <summary>Keeps a result, or why there is none.</summary>
    internal void Save(ComparisonPair pair, ComparisonRecord record) => Outputs.WriteText(
        this[$"{pair.Folder}/{Result}"], true, JsonSerializer.Serialize(record, ComparisonRecordJson.Default.ComparisonRecord) + "\n");
}
