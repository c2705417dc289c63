using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        From<float>([scalar], [], null, device, requires_grad);

    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        From<int>([scalar], [], null, device, requires_grad);

    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From<double>([scalar], [], dtype, device, requires_grad);

    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From<long>([scalar], [], dtype, device, requires_grad);

    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From<bool>([scalar], [], dtype, device, requires_grad);

    public static Tensor tensor(float[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray<float>(rawArray, dtype, device, requires_grad);

    public static Tensor tensor(float[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray<float>(rawArray, dtype, device, requires_grad);

    public static Tensor tensor(float[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray<float>(rawArray, dtype, device, requires_grad);

    private static Tensor FromArray<T>(Array array, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        var shape = new long[array.Rank];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = array.GetLength(i);
        }

        return From<T>([.. array.Cast<T>()], shape, dtype, device, requires_grad);
    }

    private static unsafe Tensor From<T>(
        ReadOnlySpan<T> data, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        var elements = 1L;
        foreach (var size in dimensions)
        {
            elements = checked(elements * size);
        }

        if (elements != data.Length)
        {
            throw new ArgumentException($"{data.Length} numbers do not fill a tensor of {elements}", nameof(data));
        }

        Tensor tensor;
        fixed (T* first = data)
        fixed (long* sizes = dimensions)
        {
            var handle = Bridge.Tensor(first, (long)data.Length * sizeof(T), sizes, dimensions.Length, (int)Tensor.TypeOf<T>());
            tensor = new Tensor(Bridge.Checked(handle));
        }

        if (dtype is not null || device is not null)
        {
            using var here = tensor;
            tensor = here.to(dtype ?? here.dtype, device ?? CPU);
        }

        return requires_grad ? tensor.requires_grad_() : tensor;
    }
}
