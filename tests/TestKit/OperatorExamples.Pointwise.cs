namespace DepthCompress.TestKit;

/// <content>What happens element by element.</content>
public static partial class OperatorExamples
{
    private static IEnumerable<OperatorExample> Pointwise() =>
    [
        Activation("relu", "Relu(%x)"),
        Activation("leaky-relu", "LeakyRelu(%x) alpha=0.2"),
        Activation("leaky-relu-default", "LeakyRelu(%x)"),
        Activation("elu", "Elu(%x) alpha=0.7"),
        Activation("sigmoid", "Sigmoid(%x)"),
        Activation("tanh", "Tanh(%x)"),
        Activation("hard-sigmoid", "HardSigmoid(%x) alpha=0.3 beta=0.4"),
        Activation("hard-swish", "HardSwish(%x)"),
        Activation("softplus", "Softplus(%x)"),
        Activation("mish", "Mish(%x)"),
        Activation("swish", "Swish(%x) alpha=1.5"),
        Activation("gelu", "Gelu(%x)"),
        Activation("gelu-tanh", "Gelu(%x) approximate=\"tanh\""),
        Activation("clip", "Clip(%x) min=-0.25 max=0.5"),
        Activation("clip-above", "Clip(%x) max=0.5"),
        Activation("clip-open", "Clip(%x)"),
        Activation("softmax", "Softmax(%x)"),
        Activation("softmax-last", "Softmax(%x) axis=3"),
        Activation("identity", "Identity(%x)"),
        Activation("dropout", "Dropout(%x) ratio=0.25"),
        Activation("dropout-default", "Dropout(%x)"),
        Activation("exp", "Exp(%x)"),
        Activation("sin", "Sin(%x)"),
        Activation("cos", "Cos(%x)"),
        Activation("erf", "Erf(%x)"),
        Activation("neg", "Neg(%x)"),
        Activation("abs", "Abs(%x)"),
        Activation("ceil", "Ceil(%x)"),
        Activation("floor", "Floor(%x)"),
        Activation("round", "Round(%x)"),
        Activation("sign", "Sign(%x)"),
        Activation("reciprocal", "Reciprocal(%x)"),
        Example("sqrt", "in %x : f32[2]", "%p = Abs(%x)", "%y = Sqrt(%p) : f32[2]"),
        Example("log", "in %x : f32[2]", "%p = Exp(%x)", "%y = Log(%p) : f32[2]"),
        Example("clip-half", "in %x : f16[2,3,2,2]", "%y = Clip(%x) min=0.0 max=6.0 : f16[2,3,2,2]"),
        Example("clip-computed", "in %x : f32[2,3,2,2]", "const %low : f32[] = [-0.5]", "%high = Identity(%low) : f32[]",
            "%y = Clip(%x, _, %high) : f32[2,3,2,2]"),
        Example("softmax-features", "in %x : f32[N,5]", "%y = Softmax(%x) axis=1 : f32[N,5]"),
        Example("prelu", "in %x : f32[2,3,2,2]", "const %s : f32[3,1,1] = random(1)", "%y = PRelu(%x, %s) : f32[2,3,2,2]"),
        Example("prelu-one", "in %x : f32[2,3,2,2]", "const %s : f32[1] = random(1)", "%y = PRelu(%x, %s) : f32[2,3,2,2]"),
        Example("add", "in %a : f32[N,3,2,2]", "in %b : f32[N,3,2,2]", "%y = Add(%a, %b) : f32[N,3,2,2]"),
        Binary("add-channels", "Add", "[3,1,1]"),
        Binary("add-one", "Add", "[]"),
        Binary("add-channels-in-four", "Add", "[1,3,1,1]"),
        Example("add-last-axis", "in %x : f32[N,3,2,3]", "const %c : f32[3] = random(1)", "%y = Add(%x, %c) : f32[N,3,2,3]"),
        Example("add-larger", "in %x : f32[2,1,2,2]", "const %c : f32[3,1,1] = random(1)", "%y = Add(%x, %c) : f32[2,3,2,2]"),
        Example("add-more-axes", "in %x : f32[2,3,2,2]", "const %c : f32[1,1,3,1,1] = random(1)", "%y = Add(%x, %c) : f32[1,2,3,2,2]"),
        Binary("sub-channels", "Sub", "[3,1,1]"),
        Example("sub-from", "in %x : f32[2,3,2,2]", "const %c : f32[3,1,1] = random(1)", "%y = Sub(%c, %x) : f32[2,3,2,2]"),
        Binary("mul-channels", "Mul", "[1,3,1,1]"),
        Binary("mul-one", "Mul", "[1]"),
        Example("mul-rows", "in %x : f32[2,3,3,2]", "const %c : f32[3,1] = random(1)", "%y = Mul(%x, %c) : f32[2,3,3,2]"),
        Example("mul-gate", "in %x : f32[N,3,4,4]", "in %g : f32[N,3,1,1]", "%y = Mul(%x, %g) : f32[N,3,4,4]"),
        Example("div-channels", "in %x : f32[2,3,2,2]", "const %c : f32[3,1,1] = positive(1)", "%y = Div(%x, %c) : f32[2,3,2,2]"),
        Example("div-by-zero", "in %x : f32[1,2,2,2]", "const %c : f32[2,1,1] = [0,1]", "%y = Div(%x, %c) : f32[1,2,2,2]"),
        Example("max", "in %a : f32[N,3]", "in %b : f32[3]", "%y = Max(%a, %b) : f32[N,3]") with { Since = 8 },
        Example("min", "in %a : f32[2,3]", "in %b : f32[2,3]", "%y = Min(%a, %b) : f32[2,3]"),
        Example("pow", "in %x : f32[N,3]", "const %e : f32[] = [2]", "%y = Pow(%x, %e) : f32[N,3]"),
        Example("pow-integer", "in %x : f32[N,3]", "const %e : i64[] = [2]", "%y = Pow(%x, %e) : f32[N,3]") with { Since = 12 },
        Example("sum", "in %a : f32[2,3]", "in %b : f32[2,3]", "in %c : f32[2,3]", "%y = Sum(%a, %b, %c) : f32[2,3]"),
        Example("cast", "in %x : f32[N,3]", "%y = Cast(%x) to=10 : f16[N,3]"),
        Example("cast-integer", "in %x : f32[2,3]", "%y = Cast(%x) to=7 : i64[2,3]"),
    ];

    private static OperatorExample Activation(string name, string call) =>
        Example(name, "in %x : f32[N,3,2,4]", $"%y = {call} : f32[N,3,2,4]");

    private static OperatorExample Binary(string name, string op, string shape) =>
        Example(name, "in %x : f32[N,3,2,2]", $"const %c : f32{shape} = random(1)", $"%y = {op}(%x, %c) : f32[N,3,2,2]");
}
