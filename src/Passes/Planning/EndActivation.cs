namespace DepthCompress.Passes.Planning;

/// <summary>What becomes of the activation at the position where a composed segment ends.</summary>
public enum EndActivation
{
    /// <summary>It stays as it is, present or not.</summary>
    Kept,

    /// <summary>The position had none and gets one, of the kind that stands nearest.</summary>
    Added,

    /// <summary>The position had none and gets ReLU6, whatever stands near.</summary>
    Relu6,

    /// <summary>The position had one and loses it, although nothing is merged across it.</summary>
    Dropped,
}
