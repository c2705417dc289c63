namespace DepthCompress.Passes.Planning;

/// <summary>Splits candidates over processes and machines.</summary>
public static class CandidateShards
{
    /// <summary>
    /// Part <paramref name="index"/> (from 1) of <paramref name="count"/>. Candidates that begin at one position stay together: they share their regressions.
    /// </summary>
    public static ImmutableArray<Candidate> Part(ImmutableArray<Candidate> candidates, int index, int count)
    {
        var starts = candidates.Select(candidate => (candidate.Chain, candidate.Segment.Start)).Distinct().Select((start, number) => (start, number))
            .ToDictionary(pair => pair.start, pair => pair.number);
        return [.. candidates.Where(candidate => starts[(candidate.Chain, candidate.Segment.Start)] % count == index - 1)];
    }
}
