using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Tables;

namespace DepthCompress.Tool;

/// <summary><c>tables</c>: table files listed and united, and tables in the formats of the published programs.</summary>
internal sealed class TablesCommand : Verb
{
    private readonly Argument<string> action = new("ACTION") { Description = "list, merge or export" };
    private readonly Argument<string[]> files = new("FILE")
    {
        Description = "list: a table file; merge: the table file that takes the rows, and those that give them; export: a model",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<bool> newer = new("--newer") { Description = "merge: of rows that contradict each other the newer one stays" };
    private readonly TableExportOptions export = new();

    internal override ImmutableArray<string> Examples { get; } =
    [
        "tables list .depthcompress/tables.db --json",
        "tables merge all.db machine1.db machine2.db",
        "tables export mobilenetv2.onnx --method two-stage --latencies time.csv --importances imp.csv",
        "tables export mobilenetv2.onnx --method layermerge --latencies time.csv --first-site stage1.block1.depthwise",
    ];

    protected override (string, string) Title =>
        ("tables", "List what a table file holds, unite several, or export a model's tables in the formats of the published methods.");

    protected override OptionGroups Groups => OptionGroups.Engine | OptionGroups.Machine | OptionGroups.Search | OptionGroups.Data;

    protected override void Declare(Command command)
    {
        command.Add(action);
        command.Add(files);
        command.Add(newer);
        export.AddTo(command);
        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var names = parse.GetRequiredValue(files);
        session.Subject = names[0];
        switch (parse.GetRequiredValue(action))
        {
            case "list":
                List(session, Only(names));
                return ExitCode.Done;
            case "merge":
                Merge(session, names[0], [.. names[1..]], parse.GetValue(newer));
                return ExitCode.Done;
            case "export":
                new TableExport(Only(names), Common.Read(parse), export.Read(parse, parse.GetValue(Common.Force)), session).Run();
                return ExitCode.Done;
            case var other:
                throw SettingValues.Bad("the action", other, "there are list, merge and export");
        }
    }

    private static string Only(string[] names) => names is [var only] ? only
        : throw DiagnosticCatalog.BadUsage.Error(null, $"one file is wanted, not '{names[1]}' besides");

    private static void List(Session session, string path)
    {
        var summary = TableSummary.Read(path);
        if (session.IsJson)
        {
            session.WriteJson(json => TablesJson.Write(json, path, summary));
            return;
        }

        TableListing.Tell(session, path, summary);
    }

    private static void Merge(Session session, string target, ImmutableArray<string> sources, bool newer)
    {
        if (sources.IsEmpty)
        {
            throw DiagnosticCatalog.BadUsage.Error(null, "tables merge wants a target and one or more sources");
        }

        var merged = TableMerge.Run(target, sources, newer);
        if (session.IsJson)
        {
            session.WriteJson(json => TablesJson.Write(json, target, merged));
            return;
        }

        var table = new TextTable("from", ">added", ">replaced", ">left as they were");
        foreach (var (source, added, replaced, left) in merged)
        {
            table.Add(source, $"{added}", $"{replaced}", $"{left}");
        }

        table.WriteTo(session);
        session.Say($"written: {target}");
    }
}
