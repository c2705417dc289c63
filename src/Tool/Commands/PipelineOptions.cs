using System.CommandLine;

namespace DepthCompress.Tool;

/// <summary>What pipelines want of a command: gates, and reports however it ends.</summary>
/// <param name="drawn">The endings of the reports that the command writes itself; null where all are written alike.</param>
internal sealed class PipelineOptions(string? drawn)
{
    private readonly Option<string[]> failIf = new(GateSet.OptionName)
    {
        HelpName = "GATES",
        Description = "exit 1 if any of these holds: a metric, > >= < or <=, a limit with its unit, for example \"drop>0.5pp,speedup<1.3\"; "
            + $"metrics, as far as the command measures them: {string.Join(", ", GateMetric.All.Select(metric => metric.Name))}",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> reports = new OutputOption<string[]>("--report")
    {
        HelpName = "FILE",
        Description = $"a report, may be repeated; the format goes by the ending: {drawn ?? ".md, .json"}, {PipelineReports.Endings}",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Adds them to a command.</summary>
    internal void AddTo(Command command, bool hasGates)
    {
        command.Add(reports);
        if (hasGates)
        {
            command.Add(failIf);
        }
    }

    /// <summary>Whether it is the option that names reports.</summary>
    internal bool Owns(Option option) => option == reports;

    /// <summary>The conditions of the command line.</summary>
    internal string[] Gates(ParseResult parse) => parse.GetValue(failIf) ?? [];

    /// <summary>The reports that are written of every command alike.</summary>
    internal PipelineReports Reports(ParseResult parse, FileRoles roles) =>
        new(roles, [.. Named(parse).Where(file => drawn is null || PipelineReports.IsPipelines(file))]);

    /// <summary>The reports that the command writes itself.</summary>
    internal ImmutableArray<string> Drawn(ParseResult parse) => [.. Named(parse).Where(file => !PipelineReports.IsPipelines(file))];

    private string[] Named(ParseResult parse) => parse.GetValue(reports) ?? [];
}
