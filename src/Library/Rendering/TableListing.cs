using System.Text.RegularExpressions;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Tables;

namespace DepthCompress;

/// <summary>What a table file holds, in lines that fit a terminal.</summary>
internal static partial class TableListing
{
    /// <summary>The longest line.</summary>
    internal const int Columns = 140;

    private const int ShownDigits = 12;
    private const string Indent = "      ";

    /// <summary>Tells all of it.</summary>
    internal static void Tell(Session session, string path, TableSummary summary)
    {
        var (latencies, importances) = (summary.Latencies, summary.Importances);
        var noisy = latencies.Sum(group => group.Noisy);
        session.Say($"{path}: {latencies.Sum(group => group.Rows)} latencies{(noisy > 0 ? $", {noisy} of them noisy" : "")}, "
            + $"{importances.Sum(group => group.Rows)} importances, {importances.Where(group => !group.IsLeftOut).Sum(group => group.Failures)} of them failed");
        foreach (var group in latencies)
        {
            var (noise, doubt) = (group.Noisy > 0 ? $", {group.Noisy} noisy" : "", group.Doubted > 0 ? $", {group.Doubted} measured anew by the next run" : "");
            session.Say($"  {group.Rows} latencies{noise}{doubt}; the last of {group.Latest:u}");
            Lines(session, CompressionRun.MachineText(group.Machine));
        }

        foreach (var group in importances)
        {
            var kind = group.IsLeftOut ? "left out on purpose" : $"{group.Failures} failed";
            session.Say($"  {group.Rows} importances by {group.Metric}, {kind}; the last of {group.Latest:u}");
            Lines(session, $"model {(group.Model.Length > ShownDigits ? group.Model[..ShownDigits] : group.Model)}");
            foreach (var part in group.Data.Split("; "))
            {
                Lines(session, FieldName().Replace(part.Replace($"{nameof(MachineIdentity)} {{ ", "", StringComparison.Ordinal).Replace(" }", "", StringComparison.Ordinal), ""));
            }
        }
    }

    /// <summary>A text, cut where it is too long for a line.</summary>
    private static void Lines(Session session, string text)
    {
        foreach (var line in text.Chunk(Columns - Indent.Length))
        {
            session.Say(Indent + new string(line));
        }
    }

    /// <summary>The names of a machine's parts, which its texts in keys of rows carry.</summary>
    [GeneratedRegex(@"\b(Device|Provider|Engine|Threads|OptimizationLevel) = ")]
    private static partial Regex FieldName();
}
