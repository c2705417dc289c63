using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Reshapes: axes are merged and divided in blocks of equal size. Merging repeats labels; dividing couples all places that share an index
/// of the axis that is to carry the channels from there on, so that what is removed is removed from that axis alone.
/// </summary>
internal static class ChannelRegrouping
{
    public static void Visit(ChannelVisit visit)
    {
        if (visit.AxesOf(0).IsEmpty || visit.ShapeOf(0) is not { } from || visit.ResultShape() is not { } to
            || BlocksOf(from, to) is not { } blocks)
        {
            return;
        }

        foreach (var (old, made) in blocks)
        {
            var labelled = old.Where(axis => visit.AxesOf(0).Contains(axis)).ToList();
            if (labelled is not [var only])
            {
                continue;
            }

            var sizes = old.Select(axis => from[axis].Size).ToList();
            if (made is [var same] && old is [_])
            {
                visit.Set(0, same, visit.Take(0, only));
            }
            else
            {
                Regroup(visit, only, Repeat(visit, only, old, sizes), [.. made.Where(axis => to[axis] != 1)], to);
            }
        }
    }

    /// <summary>The label of every place of a block, in order.</summary>
    private static int[] Repeat(ChannelVisit visit, int axis, List<int> block, List<int> sizes)
    {
        var labels = visit.Labels.AxesOf(visit.Node.Inputs[0])[axis];
        var inner = sizes.Skip(block.IndexOf(axis) + 1).Aggregate(1, (product, size) => product * size);
        var all = new int[sizes.Aggregate(1, (product, size) => product * size)];
        for (var place = 0; place < all.Length; place++)
        {
            all[place] = labels[place / inner % labels.Length];
        }

        return all;
    }

    private static void Regroup(ChannelVisit visit, int old, int[] places, List<int> made, Shape to)
    {
        if (made is [])
        {
            return;
        }

        if (made is [var merged])
        {
            _ = visit.Take(0, old);
            visit.Set(0, merged, places);
            return;
        }

        var sizes = made.Select(axis => to[axis].Size).ToList();
        var isDivided = places.Distinct().Count() == places.Length;
        var choices = made.Select((_, index) => Classes(visit.Labels, places, sizes, index)).ToList();
        var best = isDivided ? choices.LastIndexOf(choices.Max()) : choices.FindIndex(count => count > 1);
        if (best < 0 || choices[best] < 2)
        {
            return;
        }

        _ = visit.Take(0, old);
        var sets = Sets(places, sizes, best);
        if (sets.Any(set => set.Distinct().Skip(1).Any()))
        {
            visit.Labels.CoupleEach(sets, visit.Node, "an axis that is divided");
        }

        visit.Set(0, made[best], [.. sets.Select(set => set[0])]);
    }

    /// <summary>How many units would be left if an axis carried the channels.</summary>
    private static int Classes(ChannelLabels labels, int[] places, List<int> sizes, int index)
    {
        var parents = new Dictionary<int, int>();
        foreach (var set in Sets(places, sizes, index))
        {
            var first = Find(labels.Find(set[0]));
            foreach (var label in set)
            {
                parents[Find(labels.Find(label))] = first;
            }
        }

        return places.Select(label => Find(labels.Find(label))).Distinct().Count();

        int Find(int label)
        {
            while (parents.TryGetValue(label, out var parent) && parent != label)
            {
                label = parent;
            }

            return label;
        }
    }

    /// <summary>The different labels at each index of an axis.</summary>
    private static List<List<int>> Sets(int[] places, List<int> sizes, int index)
    {
        var inner = sizes.Skip(index + 1).Aggregate(1, (product, size) => product * size);
        var sets = Enumerable.Range(0, sizes[index]).Select(_ => new List<int>()).ToList();
        for (var place = 0; place < places.Length; place++)
        {
            var set = sets[place / inner % sizes[index]];
            if (set.Count == 0 || set[^1] != places[place])
            {
                set.Add(places[place]);
            }
        }

        return sets;
    }

    /// <summary>Axes of both shapes in the smallest blocks that hold equally many elements; null where that cannot be said.</summary>
    private static List<(List<int> Old, List<int> New)>? BlocksOf(Shape from, Shape to)
    {
        var blocks = new List<(List<int>, List<int>)>();
        var (i, j) = (0, 0);
        while (i < from.Count || j < to.Count)
        {
            if (i < from.Count && j < to.Count && !from[i].IsKnown && from[i].Matches(to[j]))
            {
                blocks.Add(([i++], [j++]));
                continue;
            }

            var block = (Old: new List<int>(), New: new List<int>());
            long old = 1, made = 1;
            do
            {
                var takesOld = j >= to.Count || (i < from.Count && (old < made || (old == made && block.Old.Count == 0)));
                var axis = takesOld ? (i < from.Count ? from[i] : Dim.Unknown) : to[j];
                if (!axis.IsKnown)
                {
                    return null;
                }

                (takesOld ? block.Old : block.New).Add(takesOld ? i++ : j++);
                (old, made) = takesOld ? (old * axis.Size, made) : (old, made * axis.Size);
            }
            while (old != made);
            blocks.Add(block);
        }

        return blocks;
    }
}
