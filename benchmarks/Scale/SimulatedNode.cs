namespace DepthCompress.Benchmarks.Scale;

/// <summary>A node of the cluster.</summary>
/// <param name="factor">How many times as long a row takes there.</param>
internal sealed class SimulatedNode(double factor)
{
    /// <summary>How many times as long a row takes there.</summary>
    internal double Factor => factor;

    /// <summary>Whether its memory holds the images, read by an earlier task.</summary>
    internal bool HasImages { get; set; }
}
