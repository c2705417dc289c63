using System.Text.Json.Serialization;

namespace DepthCompress;

/// <summary>What a worker process says, one line of JSON each.</summary>
/// <param name="Kind">One of those below.</param>
/// <param name="Text">What it is about to do, or what is wrong.</param>
/// <param name="Code">Of what is wrong.</param>
internal sealed record WorkerMessage(string Kind, string? Text = null, string? Code = null)
{
    /// <summary>It waits for orders.</summary>
    internal const string Ready = "ready";

    /// <summary>What it is doing.</summary>
    internal const string About = "about";

    /// <summary>The rows of the last order are in the store.</summary>
    internal const string Done = "done";

    /// <summary>Something that no other worker could do either.</summary>
    internal const string Error = "error";
}

/// <summary>The generated serializer of what goes between processes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WorkerMessage))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class WorkerJson : JsonSerializerContext;
