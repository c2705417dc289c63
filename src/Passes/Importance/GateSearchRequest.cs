using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Importance;

/// <summary>What a search with learned gates is about (DepthShrinker, ICML'22, section 2).</summary>
public sealed record GateSearchRequest
{
    /// <summary>The network, batch normalization folded or not.</summary>
    public required Graph Graph { get; init; }

    /// <summary>The digest of the model.</summary>
    public required string ModelDigest { get; init; }

    /// <summary>The units that are chosen among.</summary>
    public required ImmutableArray<ShrinkUnit> Units { get; init; }

    /// <summary>Its chains.</summary>
    public required ImmutableArray<LayerChain> Chains { get; init; }

    /// <summary>What each candidate saves; null where that is not known, which a search cannot do without.</summary>
    public required IReadOnlyDictionary<Candidate, double>? Saved { get; init; }

    /// <summary>What <see cref="Saved"/> is true of.</summary>
    public required string SavedOn { get; init; }

    /// <summary>What weights and gates learn from.</summary>
    public required ITrainingData Training { get; init; }

    /// <summary>Samples that normalization is put back with.</summary>
    public required CalibrationSet Calibration { get; init; }

    /// <summary>How the search is set.</summary>
    public required GateSearchOptions Options { get; init; }
}
