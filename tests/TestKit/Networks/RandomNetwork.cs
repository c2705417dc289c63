using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>The networks of the differential campaign.</summary>
public static class RandomNetwork
{
    /// <summary>
    /// The network of a seed. Of every 32 one has a graph inside a node, and one a second input that is embedded and added to a map: what is
    /// too large a pattern for the generator to come upon.
    /// </summary>
    public static Graph Of(int seed) => (seed % 32) switch
    {
        31 => ControlFlow.AddTo(NetworkGenerator.Create(seed), seed),
        15 => Embedding.AddTo(NetworkGenerator.Create(seed), seed),
        _ => NetworkGenerator.Create(seed),
    };
}
