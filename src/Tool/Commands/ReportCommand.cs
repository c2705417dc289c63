using System.CommandLine;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool;

/// <summary><c>report</c>: a JSON report of another command, drawn again.</summary>
internal sealed class ReportCommand : Verb
{
    private readonly Argument<string> file = ModelArgument("FILE", "a JSON report of prune or compress");
    private readonly Option<string?> output = CommonOptions.Output(
        "the drawn report; the format goes by its ending, .html or .md [default: FILE.html in the current folder]");

    internal override ImmutableArray<string> Examples { get; } =
        ["report resnet20.json -o resnet20.html", "report resnet20.json -o - > summary.md"];

    protected override (string, string) Title =>
        ("report", "Draw a report again that prune or compress wrote as JSON: one HTML file that needs nothing else, or Markdown.");

    protected override void Declare(Command command)
    {
        command.Add(file);
        command.Add(output);
        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var path = parse.GetRequiredValue(file);
        session.Subject = path;
        var target = parse.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(path)}.html";
        var format = PruneReports.FormatOf(target == "-" ? "report.md" : target, "--output");
        if (target != "-")
        {
            Outputs.Check(target, parse.GetValue(Common.Force), path);
        }

        string text;
        try
        {
            text = format(Outputs.ReadText(path));
        }
        catch (FormatException problem)
        {
            throw DiagnosticCatalog.ReportUnreadable.Error(path, problem.Message);
        }

        if (target == "-")
        {
            session.Output.Write(text);
        }
        else
        {
            Outputs.WriteText(target, parse.GetValue(Common.Force), text);
            session.Say($"written: {target}");
            TellJson(session, path, target);
        }

        return ExitCode.Done;
    }

    private static void TellJson(Session session, string path, string target)
    {
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/report/1");
                json.WriteString("report", path);
                json.WriteString("output", target);
                json.WriteEndObject();
            });
        }
    }
}
