using System.Text;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Width;
using DepthCompress.Report;

namespace DepthCompress.Fuzz;

/// <summary>How the program reads its files of JSON.</summary>
internal static class ReadJson
{
    public static string Plan(byte[] bytes, string scratch)
    {
        var plan = PlanFile.Parse(Encoding.UTF8.GetString(bytes), "plan");
        PlanFile.Parse(PlanFile.Format(plan), "plan");
        return plan.Configuration is { } settings ? $"{SettingsFile.Of(settings, "plan").Over(DepthCompress.Settings.Defaults) is not null}" : "none";
    }

    public static string WidthPlan(byte[] bytes, string scratch)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var isOne = WidthPlanFile.IsOne(text);
        var plan = WidthPlanFile.Parse(text, "plan");
        WidthPlanFile.Parse(WidthPlanFile.Format(plan), "plan");
        return $"{isOne} {plan.Depth is null}";
    }

    public static string Settings(byte[] bytes, string scratch)
    {
        File.WriteAllBytes(scratch, bytes);
        var settings = SettingsFile.Read(scratch).Over(DepthCompress.Settings.Defaults);
        SettingsFile.Of(SettingsFile.ToJson(settings), "again");
        return "read";
    }

    /// <summary>Read, and drawn in every form, alone and beside another; what the exception says the command says, with a code.</summary>
    public static string Report(byte[] bytes, string scratch)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return $"{Said(() => Drawn(ReportReader.Read(text)))} {Said(() => Drawn(new RunComparison([RunSummary.Read("one", text), RunSummary.Read("other", text)])))}";
    }

    private static string Said(Func<string> draw)
    {
        try
        {
            return draw();
        }
        catch (FormatException refused)
        {
            return refused.InnerException?.GetType().Name ?? refused.Message;
        }
    }

    private static string Drawn(RunComparison runs)
    {
        JsonReport.TextOf(json => RunComparisonJson.Write(runs, json));
        return Drawn(runs.ToDocument());
    }

    private static string Drawn(ReportDocument document) =>
        $"{document.ToHtml().Length > 0} {document.ToMarkdown().Length > 0} {string.Join(' ', document.Blocks.Select(block => block.GetType().Name).Distinct())}";

    public static string Identity(byte[] bytes, string scratch)
    {
        var identity = TableIdentity.Parse(Encoding.UTF8.GetString(bytes), "identity");
        return $"{identity.DifferenceFrom(identity)} {identity.Format().Length > 0}";
    }
}
