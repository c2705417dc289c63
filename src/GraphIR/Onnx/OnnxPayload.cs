namespace DepthCompress.GraphIR;

/// <summary>A graph in the form an inference engine loads from memory.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="External">
/// Initializers that are named in it as external data and lie here instead, by name; empty unless asked for. An engine takes them without a
/// copy.
/// </param>
public sealed record OnnxPayload(ReadOnlyMemory<byte> Bytes, ImmutableArray<KeyValuePair<string, Tensor>> External);
