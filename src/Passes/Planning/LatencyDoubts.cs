using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// Which rows of the latency table are provisional. A run that ends leaves its noisy rows to the next run, and the rows behind a plan that
/// promised more than was measured; a run that was stopped leaves none, so that whoever goes on with it measures nothing twice.
/// </summary>
internal sealed class LatencyDoubts(ITableStore store)
{
    /// <summary>How often a row is measured anew before it is taken for what it is.</summary>
    internal const int MostTries = 3;

    /// <summary>Whether the next run is to measure a row anew.</summary>
    internal bool IsOpen(LatencyKey key) => store.DoubtOf(key) is { IsOpen: true, Tries: < MostTries };

    /// <summary>How often that was done.</summary>
    internal int TriesOf(LatencyKey key) => store.DoubtOf(key).Tries;

    /// <summary>Takes another measurement of a row: unless it is noisy itself, and no less so than the one there is.</summary>
    internal void Take(LatencyRow again)
    {
        if (!again.IsNoisy || !(store.Find(again.Key)?.Noise <= again.Noise))
        {
            store.Save(again);
        }

        store.Save(again.Key, new LatencyDoubt(TriesOf(again.Key) + 1, IsOpen: false));
    }

    /// <summary>Leaves rows to the next run, unless that was done often enough.</summary>
    /// <returns>How many the next run will measure anew.</returns>
    internal int Leave(IEnumerable<LatencyKey> keys)
    {
        var left = 0;
        foreach (var key in keys)
        {
            var doubt = store.DoubtOf(key);
            if (doubt.Tries >= MostTries)
            {
                continue;
            }

            left++;
            if (!doubt.IsOpen)
            {
                store.Save(key, doubt with { IsOpen = true });
            }
        }

        return left;
    }
}
