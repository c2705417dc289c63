using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>Reads and writes the latencies of a device as JSON.</summary>
internal static class DeviceLatenciesFile
{
    /// <summary>A hundred thousand rows; more networks than any model has candidates.</summary>
    private const long LongestFile = 1 << 26;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DiagnosticException">DC2111: it cannot be read; DC2762: it holds something else, or was changed.</exception>
    internal static DeviceLatencies Read(string path) =>
        !FileIdentity.IsPlain(path) ? throw DiagnosticCatalog.FileUnreadable.Error(path, "there is no such file")
        : new FileInfo(path).Length > LongestFile ? throw DiagnosticCatalog.LatenciesUnreadable.Error(path, "it is too long")
        : Parse(Outputs.ReadText(path), path);

    /// <summary>Parses the text of a file.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="DiagnosticException">DC2762.</exception>
    internal static DeviceLatencies Parse(string text, string file)
    {
        try
        {
            var found = JsonSerializer.Deserialize(text, DeviceLatenciesJson.Default.DeviceLatencies) ?? throw new JsonException("it holds null");
            return ProblemOf(found) is { } problem ? throw DiagnosticCatalog.LatenciesUnreadable.Error(file, problem) : found;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or InvalidOperationException)
        {
            throw DiagnosticCatalog.LatenciesUnreadable.Error(file, problem.Message.ReplaceLineEndings(" ").TrimEnd('.'));
        }
    }

    /// <summary>The text of a file, with its digest.</summary>
    internal static string Format(DeviceLatencies latencies) => TextOf(latencies with { Digest = DigestOf(latencies) });

    private static string TextOf(DeviceLatencies latencies) => JsonSerializer.Serialize(latencies, DeviceLatenciesJson.Default.DeviceLatencies) + "\n";

    private static string DigestOf(DeviceLatencies latencies) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TextOf(latencies with { Digest = null }))));

    private static string? ProblemOf(DeviceLatencies found) =>
        found.Schema != DeviceLatencies.CurrentSchema ? $"its form is '{found.Schema}', this version reads '{DeviceLatencies.CurrentSchema}'"
        : found.Rows.IsDefault || found.Rows.Any(row => row is null) ? "a row is null"
        : found.Rows.Any(row => !IsLatency(row)) ? "a latency is not a number of milliseconds above 0"
        : found.Rows.Any(row => !Enum.IsDefined(row.Noise)) ? "a verdict on the noise is none"
        : found.Rows.DistinctBy(row => row.Signature).Count() != found.Rows.Length ? "a network is there twice"
        : found.Rows.Length > found.Networks ? $"it holds {found.Rows.Length} rows of {found.Networks} networks"
        : found.Digest != DigestOf(found) ? "it was damaged or edited: its digest is another"
        : null;

    private static bool IsLatency(DeviceLatency row) =>
        row.Median > 0 && row.P10 > 0 && double.IsFinite(row.Median) && double.IsFinite(row.P10) && !(row.HalfWidth < 0) && !(row.P10HalfWidth < 0);
}

/// <summary>The generated serializer: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NewLine = "\n")]
[JsonSerializable(typeof(DeviceLatencies))]
internal sealed partial class DeviceLatenciesJson : JsonSerializerContext;
