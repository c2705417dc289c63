using System.Collections;

namespace DepthCompress.Passes.Width;

/// <summary>
/// The filters of a layer by what they read: first those that read exactly the same channels, then, merge by merge, those that cost the
/// fewest kernels to compute together, until one branch is left. In the order of the last branch every earlier one is contiguous.
/// </summary>
internal sealed class BranchTree
{
    // Beyond that many branches no merging is worth its search: such a layer has no groups.
    private const int MostBranches = 256;
    private readonly List<ImmutableArray<ImmutableArray<int>>> levels = [];

    private BranchTree()
    {
    }

    /// <summary>The branches before any merge.</summary>
    public ImmutableArray<ImmutableArray<int>> Exact => levels[0];

    /// <summary>The live filters, branches of every level contiguous.</summary>
    public ImmutableArray<int> Order => levels[^1] is [var only, ..] ? only : [];

    /// <summary>The branches of filters, at most so many.</summary>
    public ImmutableArray<ImmutableArray<int>> AtMost(int branches) =>
        levels[levels.FindIndex(level => level.Length <= branches) is >= 0 and var found ? found : ^1];

    /// <summary>The same branches where filters have other places.</summary>
    public BranchTree At(Func<int, int> place)
    {
        var moved = new BranchTree();
        moved.levels.AddRange(levels.Select(level => level.Select(branch => branch.Select(place).ToImmutableArray()).ToImmutableArray()));
        return moved;
    }

    /// <summary>The tree of a layer.</summary>
    /// <param name="mask">Its live kernels.</param>
    /// <param name="isConstant">Filters that read nothing and are not zero; they go with the first branch.</param>
    public static BranchTree Of(KernelMask mask, Func<int, bool> isConstant)
    {
        var found = new Dictionary<string, (BitArray Reads, List<int> Filters)>();
        foreach (var filter in Enumerable.Range(0, mask.Filters))
        {
            var reads = new BitArray(mask.Live.AsSpan(filter * mask.Channels, mask.Channels).ToArray());
            if (reads.HasAnySet())
            {
                var key = string.Concat(reads.Cast<bool>().Select(read => read ? '1' : '0'));
                (found.TryGetValue(key, out var branch) ? branch : found[key] = (reads, [])).Filters.Add(filter);
            }
        }

        var branches = found.Values.ToList();
        if (branches.Count > 0)
        {
            branches[0].Filters.InsertRange(0, Enumerable.Range(0, mask.Filters).Where(filter => isConstant(filter)));
        }

        var tree = new BranchTree();
        tree.Note(branches);
        tree.Merge(branches);
        return tree;
    }

    private void Note(List<(BitArray Reads, List<int> Filters)> branches) =>
        levels.Add([.. branches.Select(branch => branch.Filters.ToImmutableArray())]);

    private void Merge(List<(BitArray Reads, List<int> Filters)> branches)
    {
        if (branches.Count > MostBranches)
        {
            levels.Add([[.. branches.SelectMany(branch => branch.Filters)]]);
            return;
        }

        var costs = branches.Select((_, one) =>
            branches.Take(one).Select((_, other) => Cost(branches[one], branches[other])).ToList()).ToList();
        while (branches.Count > 1)
        {
            var (one, other) = Closest(costs);
            var (early, late) = (branches[other], branches[one]);
            branches[other] = (new BitArray(early.Reads).Or(late.Reads), [.. early.Filters, .. late.Filters]);
            branches.RemoveAt(one);
            costs.RemoveAt(one);
            costs.Skip(one).ToList().ForEach(row => row.RemoveAt(one));
            for (var next = 0; next < branches.Count; next++)
            {
                if (next != other)
                {
                    costs[Math.Max(next, other)][Math.Min(next, other)] = Cost(branches[next], branches[other]);
                }
            }

            Note(branches);
        }
    }

    private static (int One, int Other) Closest(List<List<long>> costs)
    {
        var best = (One: 1, Other: 0);
        for (var one = 1; one < costs.Count; one++)
        {
            for (var other = 0; other < one; other++)
            {
                best = costs[one][other] < costs[best.One][best.Other] ? (one, other) : best;
            }
        }

        return best;
    }

    /// <summary>The kernels that are computed for nothing when two branches are one.</summary>
    private static long Cost((BitArray Reads, List<int> Filters) one, (BitArray Reads, List<int> Filters) other)
    {
        var (left, right) = (Count(one.Reads), Count(other.Reads));
        var both = Count(new BitArray(one.Reads).Or(other.Reads));
        return (both * (one.Filters.Count + other.Filters.Count)) - (left * one.Filters.Count) - (right * other.Filters.Count);
    }

    private static long Count(BitArray bits)
    {
        var words = new int[(bits.Length + 31) / 32];
        bits.CopyTo(words, 0);
        return words.Sum(word => System.Numerics.BitOperations.PopCount((uint)word));
    }
}
