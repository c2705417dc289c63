using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>What is asked of a tensor most often, as the bridge lays it out.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TensorFacts
{
    internal readonly long Elements;
    internal readonly IntPtr Data;
    internal readonly int Dimensions;
    internal readonly int ElementSize;
    internal readonly int Type;
    internal readonly int DeviceType;
    internal readonly int DeviceIndex;
    internal readonly int RequiresGrad;
    internal readonly int IsLeaf;
    internal readonly int IsContiguous;
}
