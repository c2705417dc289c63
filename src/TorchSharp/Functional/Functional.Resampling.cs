using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Pads the last dimensions; the list begins with both sides of the very last one. Negative numbers crop.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Reflect => Aten.Call("pad", input, pad, "reflect"),
                PaddingModes.Replicate => Aten.Call("pad", input, pad, "replicate"),
                PaddingModes.Circular => Aten.Call("pad", input, pad, "circular"),
                _ => Aten.Call("constant_pad_nd", input, pad, (Scalar)value),
            };

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, pad.ToArray(), mode, value);

            /// <summary>Resamples the dimensions after batch and channels to a size, or by factors.</summary>
            public static Tensor interpolate(
                Tensor x,
                long[]? size = null,
                double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null,
                bool recompute_scale_factor = false)
            {
                if (recompute_scale_factor && scale_factor is not null)
                {
                    size = Scaled(x.shape[2..], scale_factor);
                    scale_factor = null;
                }

                return mode switch
                {
                    InterpolationMode.Nearest => Aten.Call($"upsample_nearest{x.dim() - 2}d.vec", x, size, scale_factor),
                    InterpolationMode.Area => Aten.Call($"adaptive_avg_pool{x.dim() - 2}d", x, size ?? Scaled(x.shape[2..], scale_factor!)),
                    _ => Aten.Call($"upsample_{mode}{x.dim() - 2}d.vec".ToLowerInvariant(), x, size, align_corners ?? false, scale_factor),
                };
            }

            private static long[] Scaled(long[] extents, double[] factors) =>
                [.. extents.Zip(factors, (extent, factor) => (long)Math.Floor(extent * factor))];
        }
    }
}
