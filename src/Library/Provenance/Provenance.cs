using System.Text.Json;
using System.Text.Json.Serialization;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>What a model that was made says about where it comes from.</summary>
internal sealed record Provenance
{
    /// <summary>The format, with its version.</summary>
    public const string CurrentSchema = "depthcompress/provenance/1";

    /// <summary><see cref="CurrentSchema"/>.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The version of the program.</summary>
    public required string Tool { get; init; }

    /// <summary>What it was asked to do.</summary>
    public required string Command { get; init; }

    /// <summary>SHA-256 of the original.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the plan; null where none decided. See <see cref="PlanDigest"/>.</summary>
    public string? Plan { get; init; }

    /// <summary>The state of the tables that decided; null where none did.</summary>
    public ProvenanceTables? Tables { get; init; }

    /// <summary>SHA-256 of everything else in the model. See <see cref="OnnxProvenance.DigestOf(Model)"/>.</summary>
    public string Content { get; init; } = "";

    /// <summary>The entry for a model that is about to be written.</summary>
    internal static Func<string, string> Entry(string command, string model, string? plan = null, ProvenanceTables? tables = null) => content =>
        JsonSerializer.Serialize(
            new Provenance { Tool = ToolVersion.Text, Command = command, Model = model, Plan = plan, Tables = tables, Content = content },
            ProvenanceJson.Default.Provenance);

    /// <summary>What a model says.</summary>
    /// <exception cref="DiagnosticException">DC5040: nothing; DC5041: nothing that can be understood.</exception>
    internal static Provenance Of(Model model)
    {
        var text = OnnxProvenance.Of(model) ?? throw DiagnosticCatalog.NoProvenance.Error(model.Path);
        try
        {
            var found = JsonSerializer.Deserialize(text, ProvenanceJson.Default.Provenance) ?? throw new JsonException("it is null");
            return found.Schema == CurrentSchema ? found : throw new JsonException($"its format is '{found.Schema}', not '{CurrentSchema}'");
        }
        catch (JsonException problem)
        {
            throw DiagnosticCatalog.ProvenanceUnreadable.Error(model.Path, problem.Message.ReplaceLineEndings(" "));
        }
    }
}

/// <summary>A state of the tables: see <see cref="Runtime.Tables.TableDigest"/>.</summary>
internal sealed record ProvenanceTables
{
    /// <summary>SHA-256 of the rows.</summary>
    public required string Digest { get; init; }

    /// <summary>How many there were.</summary>
    public required int Rows { get; init; }

    /// <summary>When the last one was found.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Whose latencies they are.</summary>
    public required MachineIdentity Machine { get; init; }

    /// <summary>The state now; null where there are no rows.</summary>
    internal static ProvenanceTables? Of(string path, string model, MachineIdentity machine) =>
        !File.Exists(path) || Runtime.Tables.TableDigest.Of(path, model, machine) is not { } found ? null
            : new() { Digest = found.Digest, Rows = found.Rows, Until = found.Until, Machine = machine };
}

/// <summary>The generated serializer.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Provenance))]
internal sealed partial class ProvenanceJson : JsonSerializerContext;
