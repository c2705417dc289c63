namespace DepthCompress;

/// <summary>
/// Deals pieces of work to shards so that the fullest has as little as possible: the largest piece first, each to the shard that has least. No
/// deal of these pieces is better by more than a quarter (Graham, Bounds on multiprocessing timing anomalies, 1969).
/// </summary>
internal static class ShardDeal
{
    /// <summary>Deals.</summary>
    /// <param name="pieces">What belongs to one shard together, row by row.</param>
    /// <param name="shards">How many shards there are, at most one for each piece.</param>
    /// <returns>The rows of every shard, in the order of the pieces.</returns>
    internal static ImmutableArray<ImmutableArray<string>> Run(ImmutableArray<ImmutableArray<string>> pieces, int shards)
    {
        var dealt = Enumerable.Range(0, shards).Select(_ => new List<int>()).ToArray();
        var least = new PriorityQueue<int, (int Rows, int Shard)>(Enumerable.Range(0, shards).Select(shard => (shard, (0, shard))));
        foreach (var piece in Enumerable.Range(0, pieces.Length).OrderByDescending(piece => pieces[piece].Length))
        {
            least.TryDequeue(out var shard, out var load);
            dealt[shard].Add(piece);
            least.Enqueue(shard, (load.Rows + pieces[piece].Length, shard));
        }

        return [.. dealt.Select(own => own.Order().SelectMany(piece => pieces[piece]).ToImmutableArray())];
    }
}
