namespace DepthCompress.Runtime.Ort;

/// <summary>How ONNX Runtime is to run networks.</summary>
public sealed record OrtSettings
{
    /// <summary>Whose kernels are used.</summary>
    public OrtProvider Provider { get; init; } = OrtProvider.Cpu;

    /// <summary>Threads inside one operator; operators run one after another.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How far the engine may rewrite the graph.</summary>
    public OrtOptimization Optimization { get; init; } = OrtOptimization.All;
}
