using System.Text.Json;
using System.Text.Json.Serialization;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>
/// What was decided for a pair on the machine that is planned for, so that the rest can be done on any other: the plan, and how fast it is.
/// </summary>
internal sealed record ComparisonDecision
{
    /// <summary>More than any measurement has.</summary>
    private const int MostRounds = 100_000;

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>How many times as fast the result is to be.</summary>
    public required double TargetSpeedup { get; init; }

    /// <summary>What the result depends on, see <see cref="ComparisonPair.Identity"/>.</summary>
    public required string Identity { get; init; }

    /// <summary>Whether the plan misses the target although it is the fastest that the method has.</summary>
    public required bool IsFastest { get; init; }

    /// <summary>The original, measured beside the planned network.</summary>
    public required LatencyEstimate Before { get; init; }

    /// <summary>The planned network.</summary>
    public required LatencyEstimate After { get; init; }

    /// <summary>The plan; in a file of its own.</summary>
    [JsonIgnore]
    public CompressionPlan Plan { get; init; } = null!;

    /// <summary>That of a pair.</summary>
    internal static ComparisonDecision Of(ComparisonPair pair, string identity, CompressionDecision decision) => new()
    {
        Method = pair.Method,
        TargetSpeedup = pair.Target,
        Identity = identity,
        IsFastest = decision.IsFastest,
        Before = decision.Before,
        After = decision.After,
        Plan = decision.Plan with { Configuration = pair.Settings.ToJson() },
    };

    /// <summary>Keeps it in the folder of a job.</summary>
    internal void Save(ShardFolder folder, string name)
    {
        Outputs.WriteText(folder[$"{name}.plan.json"], true, PlanFile.Format(Plan));
        Outputs.WriteText(folder[$"{name}.json"], true, JsonSerializer.Serialize(this, ComparisonDecisionJson.Default.ComparisonDecision) + "\n");
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="DiagnosticException">DC2755.</exception>
    internal static ComparisonDecision Read(ShardFolder folder, string name)
    {
        var file = folder[$"{name}.json"];
        try
        {
            var decision = JsonSerializer.Deserialize(PlainFile.ReadAllText(file), ComparisonDecisionJson.Default.ComparisonDecision)
                ?? throw new JsonException("it holds null");
            if (!IsMeasured(decision.Before) || !IsMeasured(decision.After) || decision.Before.Samples.Length != decision.After.Samples.Length)
            {
                throw new JsonException("it does not say how the networks were measured");
            }

            var plan = folder[$"{name}.plan.json"];
            return decision with { Plan = PlanFile.Parse(PlainFile.ReadAllText(plan), plan) };
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.ShardFolderUnreadable.Error(file, problem.Message);
        }
    }

    private static bool IsMeasured(LatencyEstimate estimate) => estimate.Samples is { IsDefaultOrEmpty: false, Length: <= MostRounds }
        && estimate.Samples.Add(estimate.Median).Add(estimate.P10).All(time => time > 0 && double.IsFinite(time)) && Enum.IsDefined(estimate.Noise);
}

/// <summary>The generated serializer.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ComparisonDecision))]
internal sealed partial class ComparisonDecisionJson : JsonSerializerContext;
