using TorchSharp.Native;

namespace TorchSharp;

/// <content>Without strides, dilation or padding the operators take theirs from the schema: 1, 1 and 0.</content>
public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The functions that networks are made of.</summary>
        public static partial class functional
        {
            public static Tensor conv1d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long? stride = null,
                long? padding = null,
                long? dilation = null,
                long groups = 1) =>
                Aten.Call("conv1d", input, weight, bias, One(stride), One(padding), One(dilation), groups);

            public static Tensor conv2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null,
                long groups = 1) =>
                Aten.Call("conv2d", input, weight, bias, Or(strides), Or(padding), Or(dilation), groups);

            public static Tensor conv3d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null,
                long groups = 1) =>
                Aten.Call("conv3d", input, weight, bias, Or(strides), Or(padding), Or(dilation), groups);

            public static Tensor conv_transpose1d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long? stride = null,
                long? padding = null,
                long? more = null,
                long? dilation = null,
                long groups = 1) =>
                Aten.Call("conv_transpose1d", input, weight, bias, One(stride), One(padding), One(more), groups, One(dilation));

            public static Tensor conv_transpose2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? more = null,
                long[]? dilation = null,
                long groups = 1) =>
                Aten.Call("conv_transpose2d.input", input, weight, bias, Or(strides), Or(padding), Or(more), groups, Or(dilation));

            public static Tensor conv_transpose3d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? more = null,
                long[]? dilation = null,
                long groups = 1) =>
                Aten.Call("conv_transpose3d.input", input, weight, bias, Or(strides), Or(padding), Or(more), groups, Or(dilation));

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Aten.Call("linear", input, weights, bias);

            public static Tensor pixel_shuffle(Tensor maps, long factor) => Aten.Call("pixel_shuffle", maps, factor);

            public static Tensor pixel_unshuffle(Tensor maps, long factor) => Aten.Call("pixel_unshuffle", maps, factor);

            private static Value Or(long[]? list) => list ?? Value.Default;

            private static Value One(long? number) => number is { } given ? new[] { given } : Value.Default;
        }
    }
}
