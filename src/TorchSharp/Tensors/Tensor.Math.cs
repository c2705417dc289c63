using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        public Tensor add(Tensor target) => Aten.Call("add.Tensor", this, target);

        public Tensor add(Tensor target, Scalar alpha) => Aten.Call("add.Tensor", this, target, alpha);

        public Tensor add(Scalar scalar) => Aten.Call("add.Scalar", this, scalar);

        public Tensor add(Scalar scalar, Scalar alpha) => Aten.Call("add.Scalar", this, scalar, alpha);

        public Tensor sub(Tensor target) => Aten.Call("sub.Tensor", this, target);

        public Tensor sub(Scalar target) => Aten.Call("sub.Scalar", this, target);

        public Tensor mul(Tensor target) => Aten.Call("mul.Tensor", this, target);

        public Tensor mul(Scalar target) => Aten.Call("mul.Scalar", this, target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.Call("div.Tensor_mode", this, target, Name(rounding_mode));

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.Call("div.Scalar_mode", this, target, Name(rounding_mode));

        public Tensor pow(Tensor exponent) => Aten.Call("pow.Tensor_Tensor", this, exponent);

        public Tensor pow(Scalar exponent) => Aten.Call("pow.Tensor_Scalar", this, exponent);

        /// <summary>This plus value times the product of the two.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.Call("addcmul", this, tensor1, tensor2, value);

        /// <summary>This plus the quotient of the two.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Aten.Call("addcdiv", this, tensor1, tensor2);

        /// <summary>This plus value times the quotient of the two.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.Call("addcdiv", this, tensor1, tensor2, value);

        public Tensor lerp(Tensor end, Tensor weight) => Aten.Call("lerp.Tensor", this, end, weight);

        /// <summary>What is left of a division, of the sign of the divisor.</summary>
        public Tensor remainder(Scalar scalar) => Aten.Call("remainder.Scalar", this, scalar);

        public Tensor exp() => Aten.Call("exp", this);

        public Tensor log() => Aten.Call("log", this);

        public Tensor log1p() => Aten.Call("log1p", this);

        public Tensor sqrt() => Aten.Call("sqrt", this);

        public Tensor rsqrt() => Aten.Call("rsqrt", this);

        public Tensor square() => Aten.Call("square", this);

        public Tensor reciprocal() => Aten.Call("reciprocal", this);

        public Tensor abs() => Aten.Call("abs", this);

        public Tensor neg() => Aten.Call("neg", this);

        public Tensor sign() => Aten.Call("sign", this);

        public Tensor floor() => Aten.Call("floor", this);

        public Tensor ceil() => Aten.Call("ceil", this);

        /// <summary>To the nearest, and to the even one of two that are equally near.</summary>
        public Tensor round(long decimals = 0) => Aten.Call("round.decimals", this, decimals);

        public Tensor sin() => Aten.Call("sin", this);

        public Tensor cos() => Aten.Call("cos", this);

        public Tensor erf() => Aten.Call("erf", this);

        public Tensor tanh() => Aten.Call("tanh", this);

        public Tensor sigmoid() => Aten.Call("sigmoid", this);

        public Tensor relu() => Aten.Call("relu", this);

        public Tensor relu6() => Aten.Call("relu6", this);

        public Tensor gelu() => Aten.Call("gelu", this);

        public Tensor silu() => Aten.Call("silu", this);

        public Tensor hardswish() => Aten.Call("hardswish", this);

        public Tensor hardtanh(Scalar min, Scalar max) => Aten.Call("hardtanh", this, min, max);

        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale) => Aten.Call("elu", this, alpha, scale, input_scale);

        /// <summary>Leaky where negative, with a slope for each channel or one for all.</summary>
        public Tensor prelu(Tensor target) => Aten.Call("prelu", this, target);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.Call("clamp", this, min, max);

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Aten.Call("clamp.Tensor", this, min, max);

        public Tensor clamp_min(Scalar min) => Aten.Call("clamp_min", this, min);

        public Tensor clamp_max(Scalar max) => Aten.Call("clamp_max", this, max);

        public Tensor maximum(Tensor other) => Aten.Call("maximum", this, other);

        public Tensor minimum(Tensor other) => Aten.Call("minimum", this, other);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Aten.Call("softmax.int", this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Aten.Call("log_softmax.int", this, dim, dtype);

        public Tensor matmul(Tensor target) => Aten.Call("matmul", this, target);

        public Tensor mm(Tensor target) => Aten.Call("mm", this, target);

        public Tensor bmm(Tensor batch2) => Aten.Call("bmm", this, batch2);

        public Tensor dot(Tensor target) => Aten.Call("dot", this, target);

        private static string? Name(RoundingMode mode) => mode switch
        {
            RoundingMode.trunc => "trunc",
            RoundingMode.floor => "floor",
            _ => null,
        };
    }
}
