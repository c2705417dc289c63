using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor relu(Tensor x) => x.relu();

            public static Tensor relu6(Tensor x) => x.relu6();

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01) => Aten.Call("leaky_relu", input, negative_slope);

            public static Tensor elu(Tensor x, double alpha) => Aten.Call("elu", x, alpha);

            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor hardsigmoid(Tensor input) => Aten.Call("hardsigmoid", input);

            public static Tensor hardswish(Tensor input) => input.hardswish();

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => Aten.Call("softplus", x, beta, threshold);

            public static Tensor tanh(Tensor x) => x.tanh();

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true) => Aten.Call("dropout", input, p, training);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Aten.Call("one_hot", x, num_classes);
        }
    }
}
