using System.Text.Json;
using System.Text.Json.Serialization;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// What a table in a published format is true of. The formats have no place for it, and their readers tolerate no comment, so it lies in a
/// file beside the table: <c>F.csv.json</c>.
/// </summary>
public sealed record TableIdentity
{
    /// <summary>The format, with its version.</summary>
    public const string CurrentSchema = "depthcompress/table/1";

    /// <summary><see cref="CurrentSchema"/>.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The method, as <c>--method</c> spells it.</summary>
    public required string Method { get; init; }

    /// <summary>SHA-256 of the model.</summary>
    public required string ModelDigest { get; init; }

    /// <summary>The element type of the layers.</summary>
    public required string Precision { get; init; }

    /// <summary>What latencies are true of; null for importances.</summary>
    public MachineIdentity? Machine { get; init; }

    /// <summary>The sizes that latencies were measured with, batch first; null for importances.</summary>
    public ImmutableArray<ImmutableArray<int>>? InputShapes { get; init; }

    /// <summary>The measure of quality; null for latencies.</summary>
    public string? Metric { get; init; }

    /// <summary>The layer behind position 0.</summary>
    public required string FirstSite { get; init; }

    /// <summary>Where the identity of a table lies.</summary>
    public static string FileOf(string table) => $"{table}.json";

    /// <summary>As JSON with a final line end.</summary>
    public string Format() => JsonSerializer.Serialize(this, TableIdentityJson.Default.TableIdentity) + "\n";

    /// <summary>Parses one.</summary>
    /// <exception cref="DiagnosticException">DC2122.</exception>
    public static TableIdentity Parse(string text, string file)
    {
        try
        {
            var identity = JsonSerializer.Deserialize(text, TableIdentityJson.Default.TableIdentity);
            return identity?.Schema == CurrentSchema ? identity
                : throw DiagnosticCatalog.TableIdentityUnreadable.Error(file,
                $"its schema is '{identity?.Schema}', known is '{CurrentSchema}'");
        }
        catch (JsonException error)
        {
            throw DiagnosticCatalog.TableIdentityUnreadable.Error(file, error.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>
    /// Where this differs from what is wanted, as far as the latter says: what, what is here, what is wanted; null where it does not.
    /// </summary>
    public (string What, string Here, string Wanted)? DifferenceFrom(TableIdentity wanted)
    {
        (string What, string? Here, string? Wanted)[] facts =
        [
            ("the model with digest", ModelDigest, wanted.ModelDigest),
            ("method", Method, wanted.Method),
            ("precision", Precision, wanted.Precision),
            ("provider", Machine?.Provider, wanted.Machine?.Provider),
            ("the device", Machine?.Device, wanted.Machine?.Device),
            ("threads", $"{Machine?.Threads}", $"{wanted.Machine?.Threads}"),
            ("optimization level", Machine?.OptimizationLevel, wanted.Machine?.OptimizationLevel),
            ("engine", Machine?.Engine, wanted.Machine?.Engine),
            ("input shapes", Words(InputShapes), Words(wanted.InputShapes)),
        ];
        return facts.Where(fact => !string.IsNullOrEmpty(fact.Here) && !string.IsNullOrEmpty(fact.Wanted) && fact.Here != fact.Wanted)
            .Select(fact => ((string, string, string)?)(fact.What, fact.Here!, fact.Wanted!)).FirstOrDefault();
    }

    private static string? Words(ImmutableArray<ImmutableArray<int>>? shapes) =>
        shapes is { } all ? string.Join(", ", all.Select(shape => string.Join('x', shape))) : null;
}

/// <summary>The generated serializer: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NewLine = "\n")]
[JsonSerializable(typeof(TableIdentity))]
internal sealed partial class TableIdentityJson : JsonSerializerContext;
