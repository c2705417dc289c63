using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// Candidates as the steps of a problem: every site may be kept, and a useful candidate leads from the start of its segment to its end.
/// </summary>
internal sealed class CandidateSteps
{
    private readonly ImmutableArray<int> offsets;

    /// <param name="chains">The chains, one behind the other.</param>
    /// <param name="useful">The candidates besides keeping sites, in any order.</param>
    internal CandidateSteps(ImmutableArray<LayerChain> chains, IEnumerable<Candidate> useful)
    {
        offsets = Offsets(chains);
        Length = chains.Sum(chain => chain.Length);
        All =
        [
            .. chains.SelectMany((chain, index) => Enumerable.Range(0, chain.Length).Select(site => new Candidate.Keep(index, new Segment(site, site + 1)))),
            .. useful.OrderBy(candidate => (candidate.Chain, candidate.Segment.Start, candidate.Segment.End))
                .ThenBy(candidate => candidate.ToString(), StringComparer.Ordinal),
        ];
    }

    /// <summary>The sites of all chains.</summary>
    internal int Length { get; }

    /// <summary>Every step, in the order that decides ties.</summary>
    internal ImmutableArray<Candidate> All { get; }

    /// <summary>The problem over what a table says that candidates save.</summary>
    internal PlanProblem Problem(TableTicks ticks, IReadOnlyDictionary<Candidate, double> worth) =>
        new(Length, [.. All.Select(candidate => new Choice(
            offsets[candidate.Chain] + candidate.Segment.Start,
            offsets[candidate.Chain] + candidate.Segment.End,
            ticks.Of(candidate),
            candidate is Candidate.Keep ? 0 : worth[candidate]))]);

    /// <summary>What is done along a path: its steps, but for what is kept.</summary>
    internal ImmutableArray<Candidate> Chosen(ImmutableArray<int> path) =>
        [.. path.Select(choice => All[choice]).Where(candidate => candidate is not Candidate.Keep)];

    /// <summary>How many sites stand in front of each chain.</summary>
    private static ImmutableArray<int> Offsets(ImmutableArray<LayerChain> chains)
    {
        var found = ImmutableArray.CreateBuilder<int>(chains.Length);
        var sites = 0;
        foreach (var chain in chains)
        {
            found.Add(sites);
            sites += chain.Length;
        }

        return found.MoveToImmutable();
    }
}
