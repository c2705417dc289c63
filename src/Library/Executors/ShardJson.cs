using System.Text.Json.Serialization;

namespace DepthCompress;

/// <summary>The generated serializer of the files of a job.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ShardManifest))]
[JsonSerializable(typeof(ShardStatus))]
internal sealed partial class ShardJson : JsonSerializerContext;
