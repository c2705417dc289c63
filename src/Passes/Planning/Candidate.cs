using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>One way to realize a segment of chain number <paramref name="Chain"/>.</summary>
public abstract record Candidate(int Chain, Segment Segment)
{
    /// <summary>The family, as <c>--families</c> and plans spell it.</summary>
    public abstract string Family { get; }

    /// <summary>The site stays as it is.</summary>
    public sealed record Keep(int Chain, Segment Segment) : Candidate(Chain, Segment)
    {
        /// <inheritdoc/>
        public override string Family => "keep";
    }

    /// <summary>The sites disappear; the activation at the end stays.</summary>
    public sealed record Identity(int Chain, Segment Segment) : Candidate(Chain, Segment)
    {
        /// <inheritdoc/>
        public override string Family => "identity";
    }

    /// <summary>
    /// Inner activations and the sites <paramref name="Pruned"/> are dropped, the rest is composed into one convolution (two-stage DP, ICML'23;
    /// LayerMerge, ICML'24, section 3).
    /// </summary>
    public sealed record Compose(int Chain, Segment Segment, Dims Pruned) : Candidate(Chain, Segment)
    {
        /// <summary>What becomes of the activation at the position where the segment ends.</summary>
        public EndActivation End { get; init; }

        /// <inheritdoc/>
        public override string Family => "compose";
    }

    /// <summary>One convolution, solved for on calibration data.</summary>
    public sealed record Fit(int Chain, Segment Segment, Dims KernelShape) : Candidate(Chain, Segment)
    {
        /// <inheritdoc/>
        public override string Family => "fit";
    }

    /// <summary>
    /// Of a run of residual blocks only the block <paramref name="Kept"/> stays, fed with the input of the segment; its last convolution is solved for
    /// anew, on calibration data, so that the block reproduces what the whole run did. The nonlinearity survives, so long runs lose far less.
    /// </summary>
    public sealed record Absorb(int Chain, Segment Segment, Segment Kept) : Candidate(Chain, Segment)
    {
        /// <inheritdoc/>
        public override string Family => "absorb";
    }

    /// <summary>
    /// A convolution to a few channels and a 1x1 convolution back, nothing between them: the best pair of its kind, solved for on calibration
    /// data. Around whole residual blocks the identity stays, and the pair adds what they added to it.
    /// </summary>
    public sealed record Rank(int Chain, Segment Segment, Dims KernelShape, int Channels) : Candidate(Chain, Segment)
    {
        /// <inheritdoc/>
        public override string Family => "rank";
    }

    /// <summary>
    /// Of the channels between the first and the last convolution only so many stay, those that explain most of what the last one computed;
    /// it is solved for anew on them. The nonlinearity between survives.
    /// </summary>
    public sealed record Thin(int Chain, Segment Segment, int Channels) : Candidate(Chain, Segment)
    {
        /// <inheritdoc/>
        public override string Family => "thin";
    }
}
