using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Slices off the channels that every weight that reads them weighs with zero. Exact.</summary>
internal static class DeadChannels
{
    /// <param name="graph">The masked network, normalizations folded.</param>
    /// <param name="alignment">What is left of a group is a multiple of this; as many dead channels stay.</param>
    public static Graph Slice(Graph graph, int alignment)
    {
        while (true)
        {
            var groups = ChannelGroups.Of(graph);
            var columns = new Dictionary<(Value, int), bool[]>();
            var dead = DeadUnits.Of(groups, (axis, place) => Columns(axis)[place]);
            foreach (var group in groups.Groups)
            {
                var units = dead.Where(unit => unit >= group.First && unit < group.First + group.Count).Order().ToList();
                var left = Math.Min(group.Count, (group.Count - units.Count + alignment - 1) / alignment * alignment);
                dead.ExceptWith(units.Take(left - (group.Count - units.Count)));
            }

            if (dead.Count == 0)
            {
                return graph;
            }

            graph = SliceChannels.Apply(new KeptChannels(groups, dead));

            bool[] Columns(WeightAxis axis) => columns.TryGetValue((axis.Weight, axis.Axis), out var known) ? known
                : columns[(axis.Weight, axis.Axis)] = TensorPlaces.Zeros(groups.Graph.Initializers[axis.Weight], axis.Axis);
        }
    }
}
