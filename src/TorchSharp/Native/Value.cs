using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Native;

/// <summary>An argument of an operator on the managed side; whatever an operator takes converts to it.</summary>
internal readonly struct Value
{
    private readonly ArgumentKind kind;
    private readonly long bits;
    private readonly object? items;

    private Value(ArgumentKind kind, long bits, object? items = null) => (this.kind, this.bits, this.items) = (kind, bits, items);

    /// <summary>Whatever the operator's schema says.</summary>
    internal static Value Default => new(ArgumentKind.Default, 0);

    /// <summary>How many eight-byte items the bridge needs beside the argument itself.</summary>
    internal int Room => items switch
    {
        long[] list => list.Length,
        double[] list => list.Length,
        IReadOnlyList<torch.Tensor?> list => list.Count,
        string text => (Encoding.UTF8.GetByteCount(text) + 7) / 8,
        _ => 0,
    };

    public static implicit operator Value(torch.Tensor? tensor) =>
        tensor is null ? default : new Value(ArgumentKind.Tensor, tensor.Handle, tensor);

    public static implicit operator Value(Scalar? scalar) =>
        scalar is null ? default : new Value(scalar.Kind, scalar.Bits);

    public static implicit operator Value(long number) => new(ArgumentKind.Int, number);

    public static implicit operator Value(long? number) => number is null ? default : new Value(ArgumentKind.Int, number.Value);

    public static implicit operator Value(double number) => new(ArgumentKind.Double, BitConverter.DoubleToInt64Bits(number));

    public static implicit operator Value(bool flag) => new(ArgumentKind.Bool, flag ? 1 : 0);

    public static implicit operator Value(long[]? list) => list is null ? default : new Value(ArgumentKind.IntList, 0, list);

    public static implicit operator Value(double[]? list) => list is null ? default : new Value(ArgumentKind.DoubleList, 0, list);

    public static implicit operator Value(torch.Tensor[] list) => new(ArgumentKind.TensorList, 0, list);

    public static implicit operator Value(string? text) => text is null ? default : new Value(ArgumentKind.String, 0, text);

    public static implicit operator Value(torch.ScalarType? type) => type is null ? default : new Value(ArgumentKind.Int, (long)type.Value);

    public static implicit operator Value(torch.nn.Reduction reduction) => new(ArgumentKind.Int, (long)reduction);

    public static implicit operator Value(torch.Device? device) =>
        device is null ? default : new Value(ArgumentKind.Device, (long)device.type, device);

    /// <summary>The argument as the bridge takes it; lists are laid down in <paramref name="room"/>, which stays where it is.</summary>
    internal unsafe Argument ToArgument(Span<long> room, long* address) => items switch
    {
        long[] list => Lay(list, room, address),
        double[] list => Lay(Array.ConvertAll(list, BitConverter.DoubleToInt64Bits), room, address),
        torch.Tensor[] list => Lay(Array.ConvertAll(list, tensor => (long)tensor.Handle), room, address),
        string text => new Argument(kind, Encoding.UTF8.GetBytes(text, MemoryMarshal.AsBytes(room)), (long)address),
        torch.Device device => new Argument(kind, device.index, bits),
        _ => new Argument(kind, 0, bits),
    };

    private unsafe Argument Lay(ReadOnlySpan<long> list, Span<long> room, long* address)
    {
        list.CopyTo(room);
        return new Argument(kind, list.Length, (long)address);
    }
}
