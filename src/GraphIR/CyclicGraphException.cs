namespace DepthCompress.GraphIR;

/// <summary>Nodes that read each other in a circle; readers turn it into a diagnostic.</summary>
public sealed class CyclicGraphException(Node node) : Exception($"node '{node.Name}' depends on its own result")
{
    /// <summary>A node of the circle.</summary>
    public Node Node { get; } = node;
}
