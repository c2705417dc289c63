using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Uniform between 0 and 1.</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "rand", size, dtype, Value.Default, device);

    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        rand(size.ToArray(), dtype, device, requires_grad);

    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        rand(new[] { size }, dtype, device, requires_grad);

    public static Tensor rand(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        rand(new[] { rows, columns }, dtype, device, requires_grad);

    public static Tensor rand(
        long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        rand(new[] { dim0, dim1, dim2 }, dtype, device, requires_grad);

    public static Tensor rand(
        long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        rand(new[] { dim0, dim1, dim2, dim3 }, dtype, device, requires_grad);

    /// <summary>Normal with mean 0 and deviation 1.</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "randn", size, dtype, Value.Default, device);

    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        randn(size.ToArray(), dtype, device, requires_grad);

    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        randn(new[] { size }, dtype, device, requires_grad);

    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        randn(new[] { rows, columns }, dtype, device, requires_grad);

    public static Tensor randn(
        long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        randn(new[] { dim0, dim1, dim2 }, dtype, device, requires_grad);

    public static Tensor randn(
        long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        randn(new[] { dim0, dim1, dim2, dim3 }, dtype, device, requires_grad);

    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "rand_like", input, dtype, Value.Default, device);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "randn_like", input, dtype, Value.Default, device);

    /// <summary>Integers from 0 up to, but without, <paramref name="high"/>.</summary>
    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        randint(0, high, size, dtype, device, requires_grad);

    /// <summary>Integers from <paramref name="low"/> up to, but without, <paramref name="high"/>.</summary>
    public static Tensor randint(
        long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "randint.low", low, high, size, dtype ?? ScalarType.Int64, Value.Default, device);

    /// <summary>The integers from 0 up to, but without, <paramref name="n"/>, in random order.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "randperm", n, dtype ?? ScalarType.Int64, Value.Default, device);

    public static Tensor bernoulli(Tensor input) => Aten.Call("bernoulli", input);
}
