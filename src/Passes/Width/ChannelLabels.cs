using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// The state of an analysis: every channel that a layer makes has a label of its own, labels travel through the network, and those that
/// must go together are united.
/// </summary>
internal sealed class ChannelLabels
{
    private readonly List<int> parents = [];
    private readonly List<int> makers = [];
    private readonly List<Node> layers = [];
    private readonly Dictionary<Value, SortedDictionary<int, int[]>> axes = [];
    private readonly List<(int[] Labels, string Why)> pins = [];
    private readonly List<(int[] Labels, Coupling Reason)> couplings = [];

    /// <summary>The axes of constants, in the order in which they were met.</summary>
    public List<(Value Weight, int Axis, Node Node, int Slot, WeightRole Role, int[] Labels)> Weights { get; } = [];

    /// <summary>The nodes that made labels.</summary>
    public IReadOnlyList<Node> Layers => layers;

    /// <summary>The number of labels.</summary>
    public int Count => parents.Count;

    /// <summary>Why labels must stay.</summary>
    public IEnumerable<(int[] Labels, string Why)> Pins => pins;

    /// <summary>Why labels belong together.</summary>
    public IEnumerable<(int[] Labels, Coupling Reason)> Couplings => couplings;

    /// <summary>The axes of values along which channels lie.</summary>
    public IEnumerable<(Value Value, int Axis, int[] Labels)> Axes =>
        axes.SelectMany(entry => entry.Value, (entry, axis) => (entry.Key, axis.Key, axis.Value));

    /// <summary>New channels.</summary>
    public int[] Make(Node maker, int count)
    {
        if (layers.Count == 0 || !ReferenceEquals(layers[^1], maker))
        {
            layers.Add(maker);
        }

        var labels = Enumerable.Range(parents.Count, count).ToArray();
        parents.AddRange(labels);
        makers.AddRange(Enumerable.Repeat(layers.Count - 1, count));
        return labels;
    }

    /// <summary>Which of <see cref="Layers"/> made a label.</summary>
    public int MakerOf(int label) => makers[label];

    /// <summary>The label that stands for all that are united with one.</summary>
    public int Find(int label)
    {
        while (parents[label] != label)
        {
            label = parents[label] = parents[parents[label]];
        }

        return label;
    }

    /// <summary>Unites labels place by place.</summary>
    public void Couple(int[] labels, int[] with, Node node, string reason)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            Unite(labels[i], with[i]);
        }

        couplings.Add((labels, new Coupling(node.Name, reason)));
    }

    /// <summary>Unites all labels of each set.</summary>
    public void CoupleEach(IEnumerable<IEnumerable<int>> sets, Node node, string reason)
    {
        var touched = new List<int>();
        foreach (var set in sets)
        {
            var first = -1;
            foreach (var label in set)
            {
                first = first < 0 ? label : first;
                Unite(first, label);
                touched.Add(label);
            }
        }

        couplings.Add(([.. touched.Distinct()], new Coupling(node.Name, reason)));
    }

    /// <summary>These channels must stay.</summary>
    public void Pin(int[] labels, string why) => pins.Add((labels, why));

    /// <summary>All channels of a value must stay.</summary>
    public void Pin(Value value, string why)
    {
        foreach (var labels in AxesOf(value).Values)
        {
            Pin(labels, why);
        }
    }

    /// <summary>The labelled axes of a value.</summary>
    public IReadOnlyDictionary<int, int[]> AxesOf(Value? value) =>
        value is not null && axes.TryGetValue(value, out var found) ? found : new SortedDictionary<int, int[]>();

    /// <summary>Labels an axis of a value.</summary>
    public void Set(Value value, int axis, int[] labels)
    {
        if (!axes.TryGetValue(value, out var found))
        {
            axes[value] = found = [];
        }

        found[axis] = labels;
    }

    private void Unite(int one, int other)
    {
        (one, other) = (Find(one), Find(other));
        // The smallest label stands for a set, so that units keep the order of the channels.
        parents[Math.Max(one, other)] = Math.Min(one, other);
    }
}
