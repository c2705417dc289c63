using System.CommandLine;
using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool;

/// <summary><c>report</c>: JSON reports of other commands, drawn again, or side by side.</summary>
internal sealed class ReportCommand : Verb
{
    private readonly Argument<string[]> file = new("FILE")
    {
        Description = "a JSON report of prune or compress",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> compare = new("--compare")
    {
        HelpName = "RUN",
        Description = "two JSON reports or more of prune or compress, side by side: speed, quality, size, settings that differ",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> output = CommonOptions.Output(
        "the drawn report; the format goes by its ending, .html or .md, and .json with --compare [default: FILE.html, or runs.html, in the current folder]");

    internal override ImmutableArray<string> Examples { get; } =
        ["report resnet20.json -o resnet20.html", "report resnet20.json -o - > summary.md", "report --compare monday.json tuesday.json -o runs.html"];

    protected override (string, string) Title =>
        ("report", "Draw a report again that prune or compress wrote as JSON, or several side by side: one HTML file that needs nothing else, or Markdown.");

    protected override bool HasGates => true;

    protected override void Declare(Command command)
    {
        command.Add(file);
        command.Add(compare);
        command.Add(output);
        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var (files, runs) = (parse.GetValue(file) ?? [], parse.GetValue(compare) ?? []);
        var drawing = new ReportDrawing(session) { Output = parse.GetValue(output), Force = parse.GetValue(Common.Force) };
        return (files, runs) switch
        {
            ([var one], []) => Judged(session, one, drawing.Draw(one)),
            ([], []) => throw DiagnosticCatalog.BadUsage.Error(null, "a report is missing: name one, or several behind --compare"),
            (_, []) => throw DiagnosticCatalog.BadUsage.Error(null, "several reports are drawn one by one, or side by side with --compare"),
            _ => drawing.Compare([.. files, .. runs]),
        };
    }

    /// <summary>What was written is judged as the run was that wrote it.</summary>
    private static ExitCode Judged(Session session, string path, ExitCode exit)
    {
        session.Judge(json => JsonDocument.Parse(Outputs.ReadText(path)).RootElement.WriteTo(json));
        return exit;
    }
}
