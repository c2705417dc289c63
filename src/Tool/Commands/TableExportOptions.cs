using System.CommandLine;

namespace DepthCompress.Tool;

/// <summary>Which tables are exported, and of which layers.</summary>
internal sealed class TableExportOptions
{
    private readonly Option<string?> latencies = new OutputOption<string?>("--latencies")
    {
        HelpName = "FILE.csv",
        Description = "export: the latency table",
    };
    private readonly Option<string?> importances = new OutputOption<string?>("--importances")
    {
        HelpName = "FILE.csv",
        Description = "export: the importance table",
    };
    private readonly Option<string?> firstSite = new("--first-site")
    {
        HelpName = "NAME",
        Description = "export: the layer behind position 0; the released programs leave out the stem [default: the first of the network]",
    };
    private readonly Option<string?> lastSite = new("--last-site")
    {
        HelpName = "NAME",
        Description = "export: the layer in front of the last position [default: the last of the network]",
    };

    internal void AddTo(Command command)
    {
        command.Add(latencies);
        command.Add(importances);
        command.Add(firstSite);
        command.Add(lastSite);
    }

    internal TableExportWishes Read(ParseResult parse, bool force) => new(
        parse.GetValue(latencies), parse.GetValue(importances), parse.GetValue(firstSite), parse.GetValue(lastSite), force);
}
