using TorchSharp.Native;

namespace TorchSharp;

/// <content>
/// The functions that write into the tensor they are called on, and return it. TorchSharp's zero_() is left out on purpose:
/// it makes a new tensor; fill_(0) is what it says.
/// </content>
public static partial class torch
{
    public sealed partial class Tensor
    {
        public Tensor add_(Tensor target) => Aten.CallInPlace("add_.Tensor", this, target);

        public Tensor add_(Tensor target, Scalar alpha) => Aten.CallInPlace("add_.Tensor", this, target, alpha);

        public Tensor add_(Scalar scalar) => Aten.CallInPlace("add_.Scalar", this, scalar);

        public Tensor sub_(Tensor target) => Aten.CallInPlace("sub_.Tensor", this, target);

        public Tensor sub_(Scalar target) => Aten.CallInPlace("sub_.Scalar", this, target);

        public Tensor mul_(Tensor target) => Aten.CallInPlace("mul_.Tensor", this, target);

        public Tensor mul_(Scalar target) => Aten.CallInPlace("mul_.Scalar", this, target);

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.CallInPlace("div_.Tensor_mode", this, target, Name(rounding_mode));

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.CallInPlace("div_.Scalar_mode", this, target, Name(rounding_mode));

        public Tensor pow_(Scalar exponent) => Aten.CallInPlace("pow_.Scalar", this, exponent);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.CallInPlace("addcmul_", this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.CallInPlace("addcdiv_", this, tensor1, tensor2, value);

        public Tensor lerp_(Tensor end, Tensor weight) => Aten.CallInPlace("lerp_.Tensor", this, end, weight);

        public Tensor exp_() => Aten.CallInPlace("exp_", this);

        public Tensor log_() => Aten.CallInPlace("log_", this);

        public Tensor sqrt_() => Aten.CallInPlace("sqrt_", this);

        public Tensor abs_() => Aten.CallInPlace("abs_", this);

        public Tensor neg_() => Aten.CallInPlace("neg_", this);

        public Tensor reciprocal_() => Aten.CallInPlace("reciprocal_", this);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Aten.CallInPlace("clamp_", this, min, max);

        public Tensor fill_(Scalar value) => Aten.CallInPlace("fill_.Scalar", this, value);

        public Tensor masked_fill_(Tensor mask, Scalar value) => Aten.CallInPlace("masked_fill_.Scalar", this, mask, value);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Aten.CallInPlace("copy_", this, source, nonBlocking);

        public Tensor normal_(double mean = 0, double std = 1) => Aten.CallInPlace("normal_", this, mean, std);

        public Tensor uniform_(double from, double to) => Aten.CallInPlace("uniform_", this, from, to);

        public Tensor detach_() => Aten.CallInPlace("detach_", this);
    }
}
