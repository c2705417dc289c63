namespace DepthCompress.Runtime.Ort;

/// <summary>Whose kernels ONNX Runtime uses.</summary>
public enum OrtProvider
{
    /// <summary>The processor; always there.</summary>
    Cpu,

    /// <summary>CUDA, with the processor for what it lacks.</summary>
    Cuda,

    /// <summary>TensorRT, with CUDA and the processor for what it lacks.</summary>
    TensorRt,
}
