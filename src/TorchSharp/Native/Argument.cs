using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>A value on its way to an operator, as the bridge lays it out: an integer, the bits of a real number, or an address.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Argument(ArgumentKind Kind, int Count, long Bits);
