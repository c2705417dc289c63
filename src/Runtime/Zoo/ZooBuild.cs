using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>What a network of the catalog is built with, once every choice is made.</summary>
internal sealed record ZooBuild(ImageShape Input, int Classes, double Width, InitialWeights Weights, int Seed)
{
    /// <summary>So many channels, times the width.</summary>
    public int Scaled(int channels) => Math.Max(1, (int)Math.Round(channels * Width));
}
