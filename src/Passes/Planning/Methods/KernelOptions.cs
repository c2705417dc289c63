namespace DepthCompress.Passes.Planning;

/// <summary>
/// Which kernel sizes pruning inside a segment can produce, and for each the remaining convolutions with the largest sum of weight norms.
/// (LayerMerge, section 1.6 of its specification.)
/// </summary>
public static class KernelOptions
{
    /// <summary>The options of a segment, in the order of the published tables.</summary>
    /// <remarks>
    /// Convolutions of one type, that is of one kernel size and both depthwise or both not, differ only in their norm, so of each type the
    /// best of each number are taken. Where several combinations of numbers give one kernel size, the best of them counts; the released
    /// program takes the last it meets.
    /// </remarks>
    /// <param name="segment">The convolutions of the segment in order, none with a kernel above 1 behind a strided one.</param>
    /// <param name="mayVanish">Whether the whole segment may become the identity.</param>
    /// <param name="fidelity">Whether to repeat the released program's choice among combinations.</param>
    public static ImmutableArray<KernelOption> Enumerate(
        ImmutableArray<ChainConvolution> segment, bool mayVanish = false, Fidelity fidelity = Fidelity.Corrected)
    {
        var types = segment
            .GroupBy(convolution => (convolution.Shape.Kernel, convolution.Shape.IsDepthwise))
            .Select(type => ByDescendingNeed([.. type]))
            .ToImmutableArray();
        var stride = segment.Aggregate(1, (product, convolution) => product * convolution.Shape.Stride);
        var order = new List<(int Kernel, bool Depthwise)>();
        var best = new Dictionary<(int Kernel, bool Depthwise), (double Norm, ImmutableArray<ChainConvolution> Kept)>();
        foreach (var kept in Combinations(types))
        {
            if (kept.IsEmpty && !mayVanish)
            {
                continue;
            }

            var key = kept.IsEmpty ? (0, true) : (1 + kept.Sum(one => one.Shape.Kernel - 1), kept.All(one => one.Shape.IsDepthwise));
            var norm = kept.Sum(one => one.Norm);
            var known = best.TryGetValue(key, out var other);
            if (!known)
            {
                order.Add(key);
            }

            if (!known || fidelity is Fidelity.Released || norm > other.Norm)
            {
                best[key] = (norm, kept);
            }
        }

        return
        [
            .. order.Select(key =>
                new KernelOption(key.Kernel, stride, key.Depthwise, [.. best[key].Kept.Select(one => one.Position).Order()])),
        ];
    }

    /// <summary>Irreducible convolutions first, then those missed most; the earlier wins ties.</summary>
    private static ImmutableArray<ChainConvolution> ByDescendingNeed(ImmutableArray<ChainConvolution> type) =>
        [.. type.OrderByDescending(one => one.IsIrreducible).ThenByDescending(one => one.Norm).ThenBy(one => one.Position)];

    /// <summary>Every number of every type, irreducible ones always; the first type changes slowest.</summary>
    private static IEnumerable<ImmutableArray<ChainConvolution>> Combinations(ImmutableArray<ImmutableArray<ChainConvolution>> types)
    {
        IEnumerable<ImmutableArray<ChainConvolution>> combinations = [[]];
        foreach (var type in types)
        {
            var least = type.Count(one => one.IsIrreducible);
            combinations = combinations.SelectMany(before =>
                Enumerable.Range(least, type.Length - least + 1).Select(count => before.AddRange(type[..count])));
        }

        return combinations;
    }
}
