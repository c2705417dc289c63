namespace DepthCompress.GraphIR;

/// <summary>Where training runs.</summary>
public enum TrainingDevice
{
    /// <summary>On a GPU where there is one that works, else on the processor.</summary>
    Auto,

    /// <summary>On the processor.</summary>
    Cpu,

    /// <summary>On the first CUDA GPU; an error where there is none.</summary>
    Cuda,
}
