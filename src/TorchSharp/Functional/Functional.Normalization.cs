using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>In training, normalizes by the batch and moves the running statistics, in place, by the momentum.</summary>
            public static Tensor batch_norm(
                Tensor input,
                Tensor running_mean,
                Tensor running_var,
                Tensor? weight = null,
                Tensor? bias = null,
                bool training = false,
                double momentum = 0.1,
                double eps = 1e-5) =>
                Aten.Call("batch_norm", input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            public static Tensor instance_norm(
                Tensor input,
                Tensor? running_mean = null,
                Tensor? running_var = null,
                Tensor? weight = null,
                Tensor? bias = null,
                bool use_input_stats = true,
                double momentum = 0.1,
                double eps = 1e-5) =>
                Aten.Call("instance_norm", input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, true);

            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Aten.Call("group_norm", input, num_groups, weight, bias, eps);

            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Aten.Call("layer_norm", input, normalized_shape, weight, bias, eps);

            /// <summary>Divides by the power of k + alpha · the mean square of <paramref name="size"/> neighboring channels.</summary>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 0.0001, double beta = 0.75, double k = 1.0)
            {
                using var scope = NewDisposeScope();
                var shape = input.shape;
                var squares = (input * input).reshape(shape[0], 1, shape[1], -1);
                var padded = pad(squares, [0, 0, size / 2, (size - 1) / 2]);
                var mean = avg_pool2d(padded, [size, 1], [1, 1]).reshape(shape);
                return (input / (mean * alpha + k).pow(beta)).MoveToOuterDisposeScope();
            }
        }
    }
}
