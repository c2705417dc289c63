using System.CommandLine.Parsing;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool;

/// <summary>
/// Reads what the targets of the MSBuild package write down: for every model a block of lines <c>key=value</c> that begins with its name;
/// a value that the project does not give is empty.
/// </summary>
internal sealed class BuildItems(string project, string folder)
{
    private static readonly ImmutableArray<string> Actions = ["Content", "None", "EmbeddedResource"];

    /// <summary>The models in the order of the project.</summary>
    /// <exception cref="DiagnosticException">DC2691, DC2692, DC2697.</exception>
    internal ImmutableArray<BuildItem> Parse(IEnumerable<string> lines)
    {
        var items = Blocks(lines).Select(Read).ToImmutableArray();
        var comparer = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        return items.GroupBy(item => item.Output, comparer).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw DiagnosticCatalog.SameBuildOutput.Error(twice.Last().Model, twice.First().Name, twice.Last().Name, twice.Key)
            : items;
    }

    private static IEnumerable<Dictionary<string, string>> Blocks(IEnumerable<string> lines)
    {
        Dictionary<string, string>? block = null;
        foreach (var line in lines.Where(line => line.Contains('=', StringComparison.Ordinal)))
        {
            var split = line.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = (line[..split], line[(split + 1)..].Trim());
            if (key == "name" && block is not null)
            {
                yield return block;
            }

            block = key == "name" ? [] : block ?? [];
            block[key] = value;
        }

        if (block is not null)
        {
            yield return block;
        }
    }

    private BuildItem Read(Dictionary<string, string> block)
    {
        string? Get(string key) => block.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;
        var (name, model, plan) = (block["name"], Path.GetFullPath(block["model"], project), Get("plan"));
        var mode = ModeOf(Get("mode"), plan, Get("speedUp"), model);
        if (mode is BuildMode.Plan && plan is null)
        {
            throw DiagnosticCatalog.BuildItemLacks.Error(model, name, "Plan", "Plan=\"FILE\"");
        }

        if (mode is BuildMode.TrainingFree && Get("speedUp") is null && Get("options") is null)
        {
            throw DiagnosticCatalog.BuildItemLacks.Error(model, name, "TrainingFree", "SpeedUp=\"1.5\"");
        }

        var link = Get("link") ?? LinkOf(name, model);
        return new BuildItem
        {
            Name = name,
            Model = model,
            Mode = mode,
            Plan = mode is BuildMode.Plan ? Path.GetFullPath(plan!, project) : null,
            Config = mode is BuildMode.Lossless ? null : Get("config") is { } config ? Path.GetFullPath(config, project) : null,
            Data = mode is BuildMode.Lossless ? [] : [.. new[] { Get("calibration"), Get("testData") }.OfType<string>()],
            Words = WordsOf(mode, Get),
            Output = OutputOf(Get("output"), link, model),
            Link = link,
            Action = ActionOf(Get("action"), model),
            FailsIfMissed = string.Equals(Get("failIfMissed"), "true", StringComparison.OrdinalIgnoreCase),
        };
    }

    private static BuildMode ModeOf(string? text, string? plan, string? speedUp, string model) => text switch
    {
        null => plan is not null ? BuildMode.Plan : speedUp is not null ? BuildMode.TrainingFree : BuildMode.Lossless,
        _ when Enum.TryParse<BuildMode>(text, ignoreCase: true, out var mode) && !char.IsAsciiDigit(text[0]) => mode,
        _ => throw DiagnosticCatalog.BadBuildItem.Error(model, "Mode", text, string.Join(", ", Enum.GetNames<BuildMode>())),
    };

    private static string ActionOf(string? text, string model) => text is null ? Actions[0]
        : Actions.FirstOrDefault(action => action.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw DiagnosticCatalog.BadBuildItem.Error(model, "BuildAction", text, string.Join(", ", Actions));

    private static ImmutableArray<string> WordsOf(BuildMode mode, Func<string, string?> get)
    {
        (string Option, string? Value)[] shared =
        [
            ("--config", get("config")), ("--data", get("calibration")), ("--test-data", get("testData")),
            ("--preprocess", get("preprocess")),
        ];
        (string Option, string? Value)[] target = [("--speedup", get("speedUp")), ("--max-drop", get("maxDrop"))];
        (string Option, string? Value)[] gates = [(GateSet.OptionName, get("failIf"))];
        var options = mode switch { BuildMode.Lossless => gates, BuildMode.Plan => shared.Concat(gates), _ => shared.Concat(target).Concat(gates) };
        return [.. options.Where(entry => entry.Value is not null).SelectMany(entry => new[] { entry.Option, entry.Value! }),
            .. CommandLineParser.SplitCommandLine(get("options") ?? "")];
    }

    /// <summary>Its place in the project, as far as it lies there.</summary>
    private string LinkOf(string name, string model)
    {
        var relative = Path.GetRelativePath(project, model);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? Path.GetFileName(name) : relative;
    }

    private string OutputOf(string? text, string link, string model)
    {
        var output = text is null ? Path.Combine(folder, "models", link)
            : Path.GetFullPath(Path.EndsInDirectorySeparator(text) ? Path.Combine(text, Path.GetFileName(link)) : text, project);
        return output.Contains('|', StringComparison.Ordinal)
            ? throw DiagnosticCatalog.BadBuildItem.Error(model, "OutputFile", output, "a name without '|'")
            : output == model ? throw DiagnosticCatalog.OutputIsInput.Error(output) : output;
    }
}
