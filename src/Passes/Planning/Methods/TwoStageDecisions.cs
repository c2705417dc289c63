namespace DepthCompress.Passes.Planning;

/// <summary>From what the two-stage method decides to what is done with a network.</summary>
internal static class TwoStageDecisions
{
    /// <summary>The pieces between boundaries with what they save and change, front to back; what stays as it is is left out.</summary>
    /// <param name="plan">The decision.</param>
    /// <param name="boundaries">Where the pieces end.</param>
    /// <param name="candidateOf">What realizes a piece, given whether it ends with an activation.</param>
    /// <param name="savedBy">What a piece saves.</param>
    /// <param name="changeOf">What a block changes.</param>
    internal static IEnumerable<(Candidate Candidate, double Saved, double Change)> Of(
        TwoStagePlan plan,
        ImmutableArray<int> boundaries,
        Func<Segment, bool, Candidate> candidateOf,
        Func<Segment, double> savedBy,
        Func<BlockImportance, double> changeOf)
    {
        var pieces = boundaries.Prepend(0).Zip(boundaries, (start, end) => new Segment(start, end))
            .Select(segment => (Segment: segment, Candidate: candidateOf(segment, plan.Activations.Contains(segment.End))))
            .Where(piece => piece.Candidate is not Candidate.Keep).ToList();
        var changes = new double[pieces.Count];
        foreach (var block in plan.Blocks)
        {
            // A block in several pieces was measured as a whole: the first of them stands for it.
            var first = pieces.FindIndex(piece => piece.Segment.Start < block.Segment.End && block.Segment.Start < piece.Segment.End);
            if (first >= 0)
            {
                changes[first] += changeOf(block);
            }
        }

        return pieces.Select((piece, index) => (piece.Candidate, savedBy(piece.Segment), changes[index]));
    }
}
