namespace TorchSharp.Native;

/// <summary>What a value on its way to an operator is; the numbers are the bridge's.</summary>
internal enum ArgumentKind
{
    None,
    Tensor,
    Int,
    Double,
    Bool,
    IntList,
    DoubleList,
    BoolList,
    TensorList,
    String,
    Device,
    Default,
}
