namespace DepthCompress.Passes.Planning;

/// <summary>Which candidates are worth a look.</summary>
public sealed record CandidateOptions
{
    /// <summary>The families: <c>identity</c>, <c>compose</c>, <c>fit</c>, <c>absorb</c>, <c>rank</c>, <c>thin</c>.</summary>
    public ImmutableArray<string> Families { get; init; } = ["identity", "fit", "absorb", "thin"];

    /// <summary>Kernel sizes of fitted convolutions, the same along every axis.</summary>
    public ImmutableArray<int> Kernels { get; init; } = [1, 3, 5];

    /// <summary>The most layer sites in one segment.</summary>
    public int LongestSegment { get; init; } = 20;

    /// <summary>The most features of one regression, channels · taps; its matrix has the square of that.</summary>
    public int MostFeatures { get; init; } = 3000;

    /// <summary>A candidate with more multiply-accumulates than this part of what it replaces is not even measured.</summary>
    public double MostWork { get; init; } = 1.0;

    /// <summary>How many channels stay in the middle of narrower layers: below 1 a part of those there are, from 1 on a number.</summary>
    public ImmutableArray<double> Ranks { get; init; } = [0.25, 0.375, 0.5, 0.75];

    /// <summary>Numbers of channels are multiples of this: what does not fill the registers of a machine costs as much as what does.</summary>
    public int RankAlign { get; init; } = 8;

    /// <summary>Every family that exists.</summary>
    public static ImmutableArray<string> AllFamilies { get; } = ["identity", "compose", "fit", "absorb", "rank", "thin"];
}
