using TorchSharp.Native;

namespace TorchSharp;

/// <summary>A number whose kind is known when the program runs: an integer, a real number or a truth value.</summary>
public sealed class Scalar : IDisposable
{
    private Scalar(torch.ScalarType type, ArgumentKind kind, long bits) => (Type, Kind, Bits) = (type, kind, bits);

    /// <summary>The type of the number it was made from.</summary>
    public torch.ScalarType Type { get; }

    internal ArgumentKind Kind { get; }

    /// <summary>The integer, or the bits of the real number.</summary>
    internal long Bits { get; }

    public static implicit operator Scalar(byte value) => new(torch.ScalarType.Byte, ArgumentKind.Int, value);

    public static implicit operator Scalar(sbyte value) => new(torch.ScalarType.Int8, ArgumentKind.Int, value);

    public static implicit operator Scalar(short value) => new(torch.ScalarType.Int16, ArgumentKind.Int, value);

    public static implicit operator Scalar(int value) => new(torch.ScalarType.Int32, ArgumentKind.Int, value);

    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, ArgumentKind.Int, value);

    public static implicit operator Scalar(float value) => Real(torch.ScalarType.Float32, value);

    public static implicit operator Scalar(double value) => Real(torch.ScalarType.Float64, value);

    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, ArgumentKind.Bool, value ? 1 : 0);

    /// <summary>Does nothing: the number lives in managed memory. It is there because the scalars of TorchSharp are native.</summary>
    public void Dispose()
    {
    }

    private static Scalar Real(torch.ScalarType type, double value) =>
        new(type, ArgumentKind.Double, BitConverter.DoubleToInt64Bits(value));
}
