namespace DepthCompress.Passes.Planning;

/// <summary>The rows whose mean the two-stage method subtracts from its importances.</summary>
public enum NormalizeOver
{
    /// <summary>Blocks of one convolution, whatever stands at their ends. The published choice.</summary>
    Single,

    /// <summary>Blocks of one convolution whose ends are as in the original network.</summary>
    Default,

    /// <summary>Every row.</summary>
    All,
}
