using System.Text.Json;
using static DepthCompress.Report.ReportParts;

namespace DepthCompress.Report;

/// <summary>What to do with a result.</summary>
internal static class NextSteps
{
    /// <summary>Of <c>compress</c>.</summary>
    internal static ReportBlock.List OfCompression(JsonElement report) => Of([.. Text(report, "verdict") switch
    {
        "met" => Use(report),
        "targetMissed" => Use(report).Append(
            "For more speed allow more families of candidates (--families), longer segments (--longest-segment), or fine-tune a faster plan (--finetune)."),
        "qualityFloorBroken" => ["Ask for less speed, allow a larger loss (--max-drop), or train what was merged (--finetune)."],
        "notFaster" => ["Check that provider and threads are those of the deployment (--provider, --threads), and look at the candidates below: where none of "
            + "them saves time, there is nothing to gain on this machine."],
        _ => ["Run the same command again on a quieter machine: the tables are kept, so only what was too noisy is measured again."],
    }, .. Lost(report)]);

    /// <summary>Of <c>prune</c>.</summary>
    internal static ReportBlock.List OfNarrowing(JsonElement report) => Of(report.GetProperty("verified").GetBoolean()
        ? [.. Use(report), .. Lost(report)]
        : ["A check failed, so nothing was written: please report it with the model, or with what 'depthcompress reduce' makes of it."]);

    private static IEnumerable<string> Use(JsonElement report)
    {
        var model = Path.GetFileName(Text(report, "model"));
        if (Text(report, "output") is { } output)
        {
            yield return $"Use {output} in place of {model}: inputs and outputs are the same. 'depthcompress verify' and 'depthcompress bench' compare both on other data or machines.";
        }

        if ((Text(report, "plan") ?? Text(report, "planFile")) is { } plan)
        {
            yield return $"Keep {plan} with the sources: from it the same network is made again without measuring anything.";
        }
    }

    private static IEnumerable<string> Lost(JsonElement report)
    {
        var isTrained = report.TryGetProperty("training", out _);
        var last = report.GetProperty("qualities").EnumerateArray().LastOrDefault();
        if (!isTrained && last.ValueKind is JsonValueKind.Object && Number(last, "dropLow") > 0)
        {
            yield return "Quality was lost that training can win back in part: add --finetune.";
        }
    }

    private static ReportBlock.List Of(ImmutableArray<string> lines) => new([.. lines.Select(line => (line, (bool?)null))]);
}
