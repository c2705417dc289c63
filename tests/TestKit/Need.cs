namespace DepthCompress.TestKit;

/// <summary>Something outside the repository that a test cannot do without.</summary>
public enum Need
{
    /// <summary>A folder of models.</summary>
    Models,

    /// <summary>The folder of golden cases.</summary>
    Golden,

    /// <summary>The folder of data sets.</summary>
    Data,

    /// <summary>The native library of ONNX Runtime.</summary>
    OnnxRuntime,

    /// <summary>libtorch, and the bridge to it.</summary>
    LibTorch,

    /// <summary>The libraries that decode JPEG and PNG.</summary>
    ImageLibraries,

    /// <summary>The test data of the ONNX standard.</summary>
    Conformance,

    /// <summary>The packages that <c>./build.sh pack</c> writes.</summary>
    Packages,

    /// <summary>A browser without a window.</summary>
    Browser,

    /// <summary>The programs of Slurm, and the right to start its daemons.</summary>
    Slurm,

    /// <summary>Another user of this machine, in whose name programs may be started.</summary>
    OtherUser,
}
