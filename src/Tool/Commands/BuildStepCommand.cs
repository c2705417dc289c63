using System.CommandLine;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool;

/// <summary><c>build-step</c>: what the targets of the MSBuild package run; for builds, not for people.</summary>
internal sealed class BuildStepCommand : Verb
{
    private readonly Option<string> items = new("--items")
    {
        HelpName = "FILE",
        Description = "the models of the project",
        Required = true
    };
    private readonly Option<string> project = new("--project")
    {
        HelpName = "DIR",
        Description = "the folder of the project",
        Required = true
    };
    private readonly Option<string> folder = new("--folder")
    {
        HelpName = "DIR",
        Description = "where the state and the results go",
        Required = true
    };
    private readonly Option<string?> cache = new("--cache")
    {
        HelpName = "DIR",
        Description = "results that projects share [default: the user's cache]",
    };


    internal override ImmutableArray<string> Examples { get; } =
        ["build-step --items obj/depthcompress/items.txt --project . --folder obj/depthcompress"];

    protected override (string, string) Title => ("build-step",
        "Make the models of a project that are not up to date; what the MSBuild package runs.");

    protected override bool IsHidden => true;

    protected override void Declare(Command command)
    {
        command.Add(items);
        command.Add(project);
        command.Add(folder);
        command.Add(cache);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var (list, root, place) = (parse.GetRequiredValue(items), FullPath(parse, project), FullPath(parse, folder));
        session.Subject = list;
        Outputs.CreateFolder(place);
        var models = new BuildItems(root, place).Parse(Outputs.ReadText(list).Split('\n', StringSplitOptions.TrimEntries));
        var step = new BuildStep(session, root, place, Open(parse.GetValue(cache), place, session));
        var exit = step.Run(models);
        if (session.IsJson)
        {
            WriteJson(session, step, exit);
        }

        return exit;
    }

    private static string FullPath(ParseResult parse, Option<string> option) => Path.GetFullPath(parse.GetRequiredValue(option));

    /// <summary>A cache that cannot be used costs time and fails nothing.</summary>
    private static BuildCache Open(string? named, string place, Session session)
    {
        var wanted = string.IsNullOrEmpty(named) ? BuildCache.DefaultFolder : named;
        try
        {
            return new BuildCache(wanted ?? Path.Combine(place, "cache"));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException && wanted is not null)
        {
            session.Diagnostics.Report(DiagnosticCatalog.BuildCacheUnusable.At(null, wanted, problem.Message));
            return new BuildCache(Path.Combine(place, "cache"));
        }
    }

    private static void WriteJson(Session session, BuildStep step, ExitCode exit) => session.WriteJson(json =>
    {
        json.WriteStartObject();
        json.WriteString("schema", "depthcompress/build/1");
        json.WriteNumber("exitCode", (int)exit);
        json.WriteStartArray("models");
        foreach (var (item, built, how) in step.Done)
        {
            json.WriteStartObject();
            json.WriteString("name", item.Name);
            json.WriteString("output", item.Output);
            json.WriteString("how", how);
            json.WriteString("key", built.Key);
            json.WriteBoolean("missed", built.Missed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
