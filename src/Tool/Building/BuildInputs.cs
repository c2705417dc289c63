using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Tool;

/// <summary>All that decides about the result of a model: its files, the plan, the images, the settings, the words, and this
/// very program.</summary>
internal sealed class BuildInputs(string project)
{
    /// <summary>The version, and the compiled code itself: between two releases many programs have one number.</summary>
    private static readonly string Program = string.Join(' ', new[]
        { typeof(Program), typeof(Passes.Pass), typeof(Graph), typeof(OrtExecutor) }
        .Select(type => $"{type.Module.ModuleVersionId:N}").Prepend(ToolVersion.Text));

    /// <summary>Looks at everything.</summary>
    /// <param name="item">The model.</param>
    /// <param name="last">What was found last time; saves reading images that are as they were, and looking into a model for files beside
    /// it.</param>
    /// <exception cref="DiagnosticException">The model cannot be read.</exception>
    internal ImmutableArray<BuiltFile> Of(BuildItem item, BuiltModel? last)
    {
        var model = BuiltFile.Look("model", item.Model);
        var found = ImmutableArray.CreateBuilder<BuiltFile>();
        found.Add(model);
        found.AddRange(Beside(item, model, last).Select(file => BuiltFile.Look(file.Role, file.Path)));
        found.Add(BuiltFile.Look("settings", item.Config ?? Path.Combine(project, SettingsFile.DefaultName)));
        if (item.Plan is { } plan)
        {
            found.Add(BuiltFile.Look("plan", plan));
            found.Add(BuiltFile.Look("weights", PlanWeights.FileOf(plan)));
        }

        found.AddRange(DataOf(item).Select(file => BuiltFile.Glance(file.Role, file.Path,
            last?.Inputs.FirstOrDefault(input => input.Path == file.Path), last?.Looked ?? default)));
        return found.ToImmutable();
    }

    /// <summary>The digest of everything; no path is in it, so that projects in different places share what they have in common.</summary>
    internal static string KeyOf(BuildItem item, ImmutableArray<BuiltFile> inputs)
    {
        IEnumerable<string> lines = [Program, $"{item.Mode}", Path.GetFileName(item.Output), .. item.Words,
            .. inputs.Select(input => $"{input.Role} {input.Digest}")];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    private IEnumerable<(string Role, string Path)> Beside(BuildItem item, BuiltFile model, BuiltModel? last)
    {
        if (last is not null && last.Inputs.Any(input => input.Role == "model" && input.Digest == model.Digest && input.Path == model.Path))
        {
            return last.Inputs.Where(input => input.Role.StartsWith("beside/", StringComparison.Ordinal))
                .Select(input => (input.Role, input.Path));
        }

        var folder = Path.GetDirectoryName(item.Model)!;
        // What there is to say about the model is said by the command that makes something of it.
        return OnnxReader.Read(item.Model, new DiagnosticSink()).ExternalFiles.Order(StringComparer.Ordinal)
            .Select(path => ($"beside/{Path.GetRelativePath(folder, path).Replace('\\', '/')}", path));
    }

    private IEnumerable<(string Role, string Path)> DataOf(BuildItem item)
    {
        var sources = item.Plan is not { } plan ? item.Data
            : File.Exists(PlanWeights.FileOf(plan)) && !item.Words.Contains(ApplyCommand.RefitName) ? []
            : item.Data.IsEmpty ? Planned(plan) : item.Data;
        return sources.SelectMany((source, index) => FilesOf($"images{index}", SourceText.Parse(source)));
    }

    private IEnumerable<(string Role, string Path)> FilesOf(string role, SourceText source)
    {
        var root = Path.GetFullPath(source.Path, project);
        foreach (var file in Directory.Exists(root)
            ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : File.Exists(root) ? [root] : Enumerable.Empty<string>())
        {
            yield return ($"{role}/{Path.GetRelativePath(root, file).Replace('\\', '/')}", file);
        }

        foreach (var (key, value) in source.Options.Where(option => File.Exists(Path.GetFullPath(option.Value, project))))
        {
            yield return ($"{role}?{key}", Path.GetFullPath(value, project));
        }
    }

    /// <summary>The images that a plan names; none where it cannot be read, which is for the command to complain about.</summary>
    private static IEnumerable<string> Planned(string file)
    {
        try
        {
            var options = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
            var settings = JsonNode.Parse(PlainFile.ReadAllText(file), documentOptions: options)?["configuration"];
            return new[] { settings?["data"], settings?["testData"] }.OfType<JsonValue>().Select(value => value.ToString());
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return [];
        }
    }
}
