namespace DepthCompress.Passes;

/// <summary>The pipelines, as data.</summary>
public static class Pipelines
{
    /// <summary>One spelling per meaning. Exact; safe on any network.</summary>
    public static Pipeline Normalize { get; } =
    [
        new FoldConstants(),
        new EliminateIdentity(),
        new MakePaddingExplicit(),
        new AbsorbPad(),
        new SimplifyActivations(),
    ];

    /// <summary>What costs nothing and loses nothing. Exact.</summary>
    public static Pipeline Optimize { get; } =
    [
        .. Normalize,
        new FoldChannelwise(),
        new FoldLeadingChannelwise(),

        // A map that went into its convolution may have stood between that and a Pad.
        new AbsorbPad(),
        new FoldGemmScale(),
        new FoldPixelConvolution(),
    ];
}
