using DepthCompress.GraphIR;

using Tensor = DepthCompress.GraphIR.Tensor;

namespace DepthCompress.Passes.Fitting;

/// <summary>What a value with fewer channels is a part of: a value of the original, and which of its channels.</summary>
/// <param name="Original">The value.</param>
/// <param name="Channels">The channels, ascending.</param>
public sealed record NarrowedValue(Value Original, Dims Channels)
{
    /// <summary>These channels of a map [N, C, …].</summary>
    internal Tensor Of(Tensor map) => Tensor.Build<float>([map.Shape[0], Channels.Count, .. map.Shape[2..]], target =>
    {
        var plane = map.Shape[2..].Product;
        var source = map.AsSpan<float>();
        for (var index = 0; index < map.Shape[0] * Channels.Count; index++)
        {
            var from = (index / Channels.Count * map.Shape[1]) + Channels[index % Channels.Count];
            source.Slice(from * plane, plane).CopyTo(target.Slice(index * plane, plane));
        }
    });
}
