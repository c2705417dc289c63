using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>What operators do with single channels.</summary>
internal static class ZeroFunctions
{
    /// <summary>Whether a channel of zeros stays one, wherever it is moved to.</summary>
    public static bool Keeps(Operator op) => op switch
    {
        Clip clip => clip is { IsComputed: false } && clip.Min is null or <= 0 && clip.Max is null or >= 0,
        UnaryFunction unary => unary.Function is "Abs" or "Ceil" or "Erf" or "Floor" or "Neg" or "Round" or "Sign" or "Sin" or "Sqrt",
        Relu or LeakyRelu or HardSwish or Gelu or Mish or Swish or Tanh or Elu or Identity or Dropout or Cast => true,
        AveragePool or MaxPool or GlobalAveragePool or GlobalMaxPool or Resize or Upsample or ReduceMean => true,
        _ => Moves(op),
    };

    /// <summary>Whether no channel of the result depends on another channel than its own.</summary>
    public static bool KeepsApart(Operator op) => op switch
    {
        BatchNormalization or InstanceNormalization or Add or Sum or Sub or Mul or Div or PRelu or BroadcastFunction or Pad => true,
        Sigmoid or HardSigmoid or Softplus or Clip or UnaryFunction => true,
        _ => Keeps(op),
    };

    private static bool Moves(Operator op) =>
        op is Concat or Split or Slice or Reshape or Flatten or Squeeze or Unsqueeze or Transpose or DepthToSpace or SpaceToDepth or Gather;
}
