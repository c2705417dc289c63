using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "full", size, value, dtype ?? Natural(value), Value.Default, device);

    public static Tensor full(
        ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full(size.ToArray(), value, dtype, device, requires_grad);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "zeros_like", input, dtype, Value.Default, device);

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "ones_like", input, dtype, Value.Default, device);

    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "empty_like", input, dtype, Value.Default, device);

    public static Tensor full_like(
        Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "full_like", input, value, dtype, Value.Default, device);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "arange.start_step", start, stop, step, dtype, Value.Default, device);

    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "linspace", start, end, steps, dtype, Value.Default, device);

    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "eye.m", rows, columns < 0 ? rows : columns, dtype, Value.Default, device);

    private static ScalarType? Natural(Scalar value) => value.Kind == ArgumentKind.Int ? ScalarType.Int64 : ScalarType.Float32;

    private static Tensor Make(bool requires_grad, string name, params ReadOnlySpan<Value> values)
    {
        var tensor = Aten.Call(name, values);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }
}
