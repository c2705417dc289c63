namespace DepthCompress;

/// <summary>An input or an output of a network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type and shape as text, such as <c>f32[N, 3, 32, 32]</c>; null where neither is known.</param>
public sealed record NetworkValue(string Name, string? Type);
