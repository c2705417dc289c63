using System.Text.Json;
using System.Text.Json.Serialization;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>Where the parts of a bundle lie in it: a ZIP archive, or the folder that it was unpacked to.</summary>
internal static class BundleFiles
{
    /// <summary>What the bundle holds.</summary>
    internal const string Manifest = "manifest.json";

    /// <summary>The weights that networks share, beside these.</summary>
    internal const string Weights = "weights.bin";

    /// <summary>The folder of the networks.</summary>
    internal const string Networks = "networks";

    /// <summary>The folder of the program.</summary>
    internal const string Runner = "runner";

    /// <summary>What starts the program on the networks.</summary>
    internal const string Script = "measure";

    /// <summary>The longest manifest; more networks than any model has candidates.</summary>
    internal const int LongestManifest = 1 << 26;

    /// <summary>The file of a network.</summary>
    internal static string Of(BundleNetwork network) => $"{Networks}/{network.Signature}.onnx";

    /// <summary>The bytes of a manifest.</summary>
    internal static byte[] Format(BundleManifest manifest) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(manifest, BundleJson.Default.BundleManifest), (byte)'\n'];

    /// <summary>Parses a manifest.</summary>
    /// <param name="bytes">JSON.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="DiagnosticException">DC2760, DC2761.</exception>
    internal static BundleManifest Parse(byte[] bytes, string file)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            if (json.RootElement.GetProperty("schema").GetString() is var schema && schema != BundleManifest.CurrentSchema)
            {
                throw DiagnosticCatalog.BundleOfAnotherFormat.Error(
                    file, schema, json.RootElement.TryGetProperty("tool", out var tool) ? tool : "unknown", BundleManifest.CurrentSchema);
            }

            var manifest = JsonSerializer.Deserialize(bytes, BundleJson.Default.BundleManifest) ?? throw new JsonException("it holds null");
            return manifest.Problem is { } problem ? throw DiagnosticCatalog.BundleUnreadable.Error(file, problem) : manifest;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            throw DiagnosticCatalog.BundleUnreadable.Error(file, $"its manifest: {problem.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
        }
    }
}

/// <summary>The generated serializer: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NewLine = "\n")]
[JsonSerializable(typeof(BundleManifest))]
internal sealed partial class BundleJson : JsonSerializerContext;
