using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// A network whose dead kernels are zero. With a filter that has no live kernel die its bias and the scale and shift of its normalization,
/// and so on along its channel for as long as that is zero: what a removed filter adds as a constant is thrown away here, before
/// fine-tuning, and nothing is left that packing would have to carry.
/// </summary>
public static class MaskedNetwork
{
    /// <summary>The network of the masks; the same object if everything lives.</summary>
    public static Graph Apply(KernelMasks masks)
    {
        var zeros = Zeros(masks);
        return zeros.Count == 0 ? masks.Graph : masks.Graph.WithInitializers(
            zeros.ToDictionary(pair => pair.Key, pair => TensorPlaces.Where(masks.Graph.Initializers[pair.Key], pair.Value)));
    }

    /// <summary>The constants with dead parts: for each a tensor of its shape that is 0 there and 1 elsewhere.</summary>
    public static IReadOnlyDictionary<Value, Tensor> Zeros(KernelMasks masks)
    {
        var zeros = new OrderedDictionary<Value, Tensor>();
        foreach (var (layer, mask) in masks.Layers.Zip(masks.Masks).Where(pair => !pair.Second.IsFull))
        {
            var size = masks.Graph.Initializers[layer.Weight].Count / mask.Live.Length;
            zeros[layer.Weight] = Ones(masks.Graph, layer.Weight, place => mask.Live[place / size]);
        }

        foreach (var (constant, dead) in DeadConstants(masks))
        {
            zeros[constant] = Ones(masks.Graph, constant, place => !dead[place]);
        }

        return zeros;
    }

    private static IEnumerable<(Value Constant, bool[] Dead)> DeadConstants(KernelMasks masks)
    {
        var flow = new ChannelFlow(masks);
        var zeros = flow.Zeros(layer => masks.Masks[layer].DeadFilters());
        var layers = masks.Layers.Select(layer => layer.Conv).ToHashSet();
        foreach (var node in masks.Graph.Nodes)
        {
            var slots = Slots(node, layers.Contains(node)).Where(slot => slot < node.Inputs.Length && node.Inputs[slot] is not null);
            foreach (var constant in slots.SelectMany(slot => flow.ConstantsOf(node, slot)))
            {
                var shape = masks.Graph.Initializers[constant.Weight].Shape;
                var axis = node.Op is Add or Sum or Sub ? masks.Graph.TypeOf(node.Output)!.Shape.Count - shape.Count + constant.Axis : 1;
                if (zeros.GetValueOrDefault((node.Output, axis)) is { } dead && dead.Contains(true))
                {
                    yield return Along(shape, constant, dead);
                }
            }
        }

        // What weighs zeros changes nothing, and would keep the channels: the classifier has no mask of its own.
        foreach (var (weight, read) in flow.Readers.Where(reader => !layers.Contains(reader.Weight.Node)))
        {
            if (zeros.GetValueOrDefault((read.Value, read.Axis)) is { } dead && dead.Contains(true))
            {
                yield return Along(masks.Graph.Initializers[weight.Weight].Shape, weight, dead);
            }
        }
    }

    private static (Value Constant, bool[] Dead) Along(Dims shape, WeightAxis constant, bool[] dead)
    {
        var inner = shape[(constant.Axis + 1)..].Product;
        return (constant.Weight, [.. Enumerable.Range(0, shape.Product).Select(place => dead[place / inner % dead.Length])]);
    }

    /// <summary>The operands that are zeroed where the result is.</summary>
    private static IEnumerable<int> Slots(Node node, bool isLayer) => node.Op switch
    {
        Conv when isLayer => [2],
        Conv { Groups: > 1 } or BatchNormalization or InstanceNormalization => [1, 2],
        Add or Sum or Sub => Enumerable.Range(0, node.Inputs.Length),
        _ => [],
    };

    private static Tensor Ones(Graph graph, Value constant, Func<int, bool> lives)
    {
        var tensor = graph.Initializers[constant];
        return Tensor.Build<float>(tensor.Shape, data =>
        {
            for (var place = 0; place < data.Length; place++)
            {
                data[place] = lives(place) ? 1 : 0;
            }
        }).ConvertTo(tensor.Element);
    }
}
