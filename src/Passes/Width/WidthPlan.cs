using System.Text.Json.Nodes;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Which channels of a network are kept: the decision, by the names of its layers. The file one reviews and commits.</summary>
public sealed record WidthPlan
{
    /// <summary>What <see cref="Schema"/> says in plans of this version.</summary>
    public const string CurrentSchema = "depthcompress/width-plan/1";

    /// <summary>The format.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The version that made it.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>SHA-256 of the model.</summary>
    public required string ModelDigest { get; init; }

    /// <summary>What the channels were ranked by.</summary>
    public required string Method { get; init; }

    /// <summary>What was asked for, in words.</summary>
    public required string Target { get; init; }

    /// <summary>The groups that are narrowed; the others stay as they are.</summary>
    public required ImmutableArray<PlannedWidth> Groups { get; init; }

    /// <summary>The settings it was made with.</summary>
    public JsonObject? Configuration { get; init; }

    /// <summary>The plan that keeps these channels.</summary>
    public static WidthPlan Of(KeptChannels kept, string toolVersion, string modelDigest, string method, string target) => new()
    {
        ToolVersion = toolVersion,
        ModelDigest = modelDigest,
        Method = method,
        Target = target,
        Groups = [.. kept.Groups.Groups.Select(group => new PlannedWidth(group.Name, group.Count, kept.KeptOf(group)))
            .Where(group => group.Kept.Length < group.Units)],
    };

    /// <summary>What the plan keeps of a network.</summary>
    /// <param name="groups">Of the network it was made for.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="DiagnosticException">DC3304: it names what the network lacks, or removes what must stay.</exception>
    public KeptChannels Resolve(ChannelGroups groups, string file)
    {
        var removed = new List<int>();
        foreach (var planned in Groups)
        {
            var group = groups.Groups.FirstOrDefault(group => group.Name == planned.Name)
                ?? throw Unknown($"there is no layer '{planned.Name}' whose channels could be chosen");
            if (group.Count != planned.Units || planned.Kept.Any(unit => unit < 0 || unit >= group.Count))
            {
                throw Unknown($"'{planned.Name}' has the units 0 to {group.Count - 1}");
            }

            removed.AddRange(Enumerable.Range(0, group.Count).Except(planned.Kept).Select(unit => group.First + unit));
        }

        return KeptChannels.WhyNot(groups, removed) is { } why ? throw Unknown(why) : new KeptChannels(groups, removed);

        DiagnosticException Unknown(string what) => DiagnosticCatalog.WidthPlanUnknown.Error(file, what);
    }
}
