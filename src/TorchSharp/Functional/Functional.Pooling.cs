using TorchSharp.Native;

namespace TorchSharp;

/// <content>
/// Without a stride, windows of version 0.99 move by one and those of 0.107 by their own size, so here it has to be given.
/// </content>
public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor max_pool1d(
                Tensor input, long window, long? stride, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Aten.Call("max_pool1d", input, One(window), One(stride), One(padding), One(dilation), ceil_mode);

            public static Tensor max_pool2d(
                Tensor input,
                long[] window,
                long[] strides,
                long[]? padding = null,
                long[]? dilation = null,
                bool ceil_mode = false) =>
                Aten.Call("max_pool2d", input, window, strides, Or(padding), Or(dilation), ceil_mode);

            public static Tensor max_pool3d(
                Tensor input,
                long[] window,
                long[] strides,
                long[]? padding = null,
                long[]? dilation = null,
                bool ceil_mode = false) =>
                Aten.Call("max_pool3d", input, window, strides, Or(padding), Or(dilation), ceil_mode);

            public static (Tensor output, Tensor indices) max_pool1d_with_indices(
                Tensor input, long window, long? stride, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Aten.CallPair("max_pool1d_with_indices", input, One(window), One(stride), One(padding), One(dilation), ceil_mode);

            public static (Tensor output, Tensor indices) max_pool2d_with_indices(
                Tensor input, long[] window, long[] strides, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Aten.CallPair("max_pool2d_with_indices", input, window, strides, Or(padding), Or(dilation), ceil_mode);

            public static (Tensor output, Tensor indices) max_pool3d_with_indices(
                Tensor input, long[] window, long[] strides, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Aten.CallPair("max_pool3d_with_indices", input, window, strides, Or(padding), Or(dilation), ceil_mode);

            public static Tensor avg_pool1d(
                Tensor input,
                long window,
                long? stride,
                long? padding = null,
                bool ceil_mode = false,
                bool count_include_pad = true) =>
                Aten.Call("avg_pool1d", input, One(window), One(stride), One(padding), ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(
                Tensor input,
                long[] window,
                long[] steps,
                long[]? border = null,
                bool ceil_mode = false,
                bool count_include_pad = true) =>
                Aten.Call("avg_pool2d", input, window, steps, Or(border), ceil_mode, count_include_pad);

            public static Tensor avg_pool3d(
                Tensor input,
                long[] window,
                long[] steps,
                long[]? border = null,
                bool ceil_mode = false,
                bool count_include_pad = true) =>
                Aten.Call("avg_pool3d", input, window, steps, Or(border), ceil_mode, count_include_pad);

            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) =>
                Aten.Call("adaptive_avg_pool1d", input, One(output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) =>
                Aten.Call("adaptive_avg_pool2d", input, output_size);

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) =>
                adaptive_avg_pool2d(input, [output_size, output_size]);

            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size) =>
                Aten.Call("adaptive_avg_pool3d", input, output_size);
        }
    }
}
