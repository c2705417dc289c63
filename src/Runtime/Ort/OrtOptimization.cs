namespace DepthCompress.Runtime.Ort;

/// <summary>How far ONNX Runtime rewrites a graph before it runs it.</summary>
public enum OrtOptimization
{
    /// <summary>Not at all: every node runs as it is written.</summary>
    None,

    /// <summary>Constant folding and redundant nodes.</summary>
    Basic,

    /// <summary>Fusions as well.</summary>
    Extended,

    /// <summary>Memory layouts as well: what a deployed network gets.</summary>
    All,
}
