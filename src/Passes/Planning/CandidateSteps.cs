using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// Candidates as the steps of a problem: every site may be kept, and a useful candidate leads from the start of its segment to its end.
/// </summary>
internal sealed class CandidateSteps
{
    private readonly ImmutableArray<LayerChain> chains;
    private readonly ImmutableArray<int> offsets;

    /// <param name="chains">The chains, one behind the other.</param>
    /// <param name="useful">The candidates besides keeping sites, in any order.</param>
    internal CandidateSteps(ImmutableArray<LayerChain> chains, IEnumerable<Candidate> useful)
    {
        this.chains = chains;
        offsets = [.. chains.Select((_, index) => chains.Take(index).Sum(chain => chain.Length))];
        Length = chains.Sum(chain => chain.Length);
        All =
        [
            .. Enumerable.Range(0, Length).Select(KeepAt),
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

    private Candidate KeepAt(int site)
    {
        var chain = offsets.Select((offset, index) => (offset, index)).Last(entry => entry.offset <= site && chains[entry.index].Length > 0).index;
        return new Candidate.Keep(chain, new Segment(site - offsets[chain], site - offsets[chain] + 1));
    }
}
