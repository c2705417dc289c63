using System.Text.Json.Serialization;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>What became of a pair, as its folder keeps it.</summary>
internal sealed record ComparisonRecord
{
    /// <summary>The format, with its version.</summary>
    internal const string CurrentSchema = "depthcompress/comparison-result/1";

    /// <summary><see cref="CurrentSchema"/>.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>What it depends on, see <see cref="ComparisonPair.Identity"/>.</summary>
    public required string Identity { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>How many times as fast the result was to be.</summary>
    public required double TargetSpeedup { get; init; }

    /// <summary>The result; null where there is none.</summary>
    public ComparisonOutcome? Outcome { get; init; }

    /// <summary>The code of what stopped it; null where nothing did.</summary>
    public string? FailureCode { get; init; }

    /// <summary>What stopped it, in words.</summary>
    public string? FailureReason { get; init; }

    /// <summary>What JSON allows and no result is; null for nothing. Names become paths below the folder of the comparison.</summary>
    [JsonIgnore]
    internal string? Problem => Outcome is not { } outcome ? null
        : !IsInside(outcome.Model, "model.onnx") || !IsInside(outcome.Plan, "plan.json") ? "its files lie elsewhere"
        : outcome.Quality.IsDefault || outcome.AfterFit is { IsDefault: true } || outcome.Checks.IsDefault ? "a list in it is null"
        : outcome.Quality.Concat(outcome.AfterFit ?? []).Any(change => change is null) || outcome.Checks.Contains(null!) ? "an entry of a list is null"
        : null;

    /// <summary>The result of another target of the method may be this one's.</summary>
    private bool IsInside(string path, string file) => path.Split('/') is [var folder, var name] && name == file
        && folder.StartsWith($"{Method}-", StringComparison.Ordinal) && folder.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.');

    /// <summary>The fastest plan of a method, where an easier target was out of its reach already.</summary>
    internal static ComparisonRecord? FastestFor(ComparisonPair pair, IEnumerable<ComparisonRecord?> records) => records.FirstOrDefault(record =>
        record is { Outcome.IsFastest: true } && record.Method == pair.Method && record.TargetSpeedup < pair.Target);

    /// <summary>As a row of the table, without what is known only when all are measured together.</summary>
    internal ComparisonRow Row => new(Method, TargetSpeedup)
    {
        Outcome = Outcome,
        Failure = Outcome is null ? (FailureCode ?? "", FailureReason ?? "") : null,
    };
}

/// <summary>The generated serializer: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ComparisonRecord))]
internal sealed partial class ComparisonRecordJson : JsonSerializerContext;

/// <summary>The generated serializer of scores, one array per measure, in a line.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ImmutableArray<ImmutableArray<double>>))]
internal sealed partial class ComparisonScoresJson : JsonSerializerContext;
