using System.CommandLine;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool;

/// <summary>The options of <c>verify</c> that ask where a model comes from.</summary>
internal sealed class ProvenanceOptions
{
    private readonly Option<bool> provenance = new("--provenance")
    {
        Description = "check that one model is unchanged since it was made, and made from what is named",
    };

    private readonly Option<string?> model = Named("--model", "the original it should come from");
    private readonly Option<string?> plan = Named("--plan", "the plan it should be made by");
    private readonly Option<string?> tables = Named("--tables", "the tables it should be planned with");

    /// <summary>Adds them.</summary>
    internal void AddTo(Command command)
    {
        command.Add(provenance);
        command.Add(model);
        command.Add(plan);
        command.Add(tables);
    }

    /// <summary>The check that is asked for; null for none.</summary>
    /// <exception cref="DiagnosticException">DC2101: files are named, and no check is asked for.</exception>
    internal ProvenanceCheck? Read(ParseResult parse, string path, Session session) => parse.GetValue(provenance)
        ? new ProvenanceCheck(session, path) { Original = parse.GetValue(model), Plan = parse.GetValue(plan), Tables = parse.GetValue(tables) }
        : new[] { model, plan, tables }.FirstOrDefault(option => parse.GetValue(option) is not null) is { } lone
            ? throw DiagnosticCatalog.BadUsage.Error(null, $"{lone.Name} is for --provenance")
            : null;

    private static Option<string?> Named(string name, string what) =>
        new(name) { HelpName = "FILE", Description = $"with --provenance: {what}" };
}
