namespace TorchSharp;

/// <summary>The kinds of devices that are used here, with libtorch's numbers.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    META = 14,
}
