namespace DepthCompress.Passes.Width;

/// <summary>The layouts of a layer that are worth measuring.</summary>
internal static class LayoutCandidates
{
    private static readonly int[] Alignments = [1, 8];

    /// <summary>Dense first; then whatever computes noticeably fewer kernels, every shape of it once.</summary>
    public static ImmutableArray<LayerLayout> Of(MaskedLayer layer)
    {
        var (found, seen) = (ImmutableArray.CreateBuilder<LayerLayout>(), new HashSet<string>());
        found.Add(LayerLayout.Dense);
        foreach (var layout in All(layer))
        {
            var (shape, kernels) = Shape(layer, layout);
            // What saves less than that does not pay for a node more, and measuring it would find noise.
            if (kernels <= 0.95 * layer.Mask.Live.Length && seen.Add($"{layout.Form} {layout.Restores} {shape}"))
            {
                found.Add(layout);
            }
        }

        return found.ToImmutable();
    }

    private static IEnumerable<LayerLayout> All(MaskedLayer layer)
    {
        var hasDead = layer.Tree.Order.Length < layer.Mask.Filters;
        int[] counts = [.. new[] { 2, 3, 4 }.Where(count => count <= layer.Tree.Exact.Length)];
        foreach (var alignment in Alignments)
        {
            yield return new LayerLayout(PackLayout.Union, 1, alignment);
            if (hasDead)
            {
                yield return new LayerLayout(PackLayout.Union, 1, alignment, Restores: true);
            }

            foreach (var count in counts)
            {
                yield return new LayerLayout(PackLayout.Split, count, alignment);
                yield return new LayerLayout(PackLayout.Grouped, count, alignment);
            }
        }
    }

    /// <summary>The sizes of the branches, and the kernels they compute together.</summary>
    private static (string Shape, long Kernels) Shape(MaskedLayer layer, LayerLayout layout)
    {
        var branches = layer.Tree.AtMost(layout.Branches)
            .Select(filters => (Filters: filters.Length, Channels: Reads(layer, filters, layout))).ToList();
        var all = layout switch
        {
            { Form: PackLayout.Union, Restores: false } => (long)layer.Mask.Filters * branches[0].Channels,
            { Form: PackLayout.Grouped } =>
                (long)branches.Count * branches.Max(branch => branch.Filters) * branches.Max(branch => branch.Channels),
            _ => branches.Sum(branch => (long)branch.Filters * branch.Channels),
        };
        return (string.Join(' ', branches), all);
    }

    private static int Reads(MaskedLayer layer, ImmutableArray<int> filters, LayerLayout layout)
    {
        var read = Enumerable.Range(0, layer.Mask.Channels).Count(channel => filters.Any(filter => layer.Mask[filter, channel]));
        return Math.Min(layer.Mask.Channels, (read + layout.Alignment - 1) / layout.Alignment * layout.Alignment);
    }
}
