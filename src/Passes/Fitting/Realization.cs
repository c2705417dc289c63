using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Fitting;

/// <summary>A candidate with the convolutions that realize it.</summary>
/// <param name="Candidate">What is realized.</param>
/// <param name="Convs">Front to back: none (identity), one (fit, compose), two (rank, thin), or the kept block's first, if it is refitted, and its
/// last (absorb).</param>
public sealed record Realization(Candidate Candidate, ImmutableArray<FittedConv> Convs)
{
    /// <summary>What a composition carries behind its convolution; null where it is the convolution alone.</summary>
    public CarriedConditioning? Carried { get; init; }

    /// <summary>The channels that stay between two convolutions, ascending (thin); null elsewhere.</summary>
    public Dims? Channels { get; init; }

    /// <summary>The unexplained variance behind the last fitted convolution; null where nothing was fitted.</summary>
    public double? FitError => Convs is [.., var last] && !double.IsNaN(last.RelativeError) ? last.RelativeError : null;
}
