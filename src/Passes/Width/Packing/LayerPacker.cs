using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Writes one convolution in another layout. What is around it does not change: its result has the same channels in the same order.
/// </summary>
internal sealed class LayerPacker
{
    private readonly GraphEditor edit;
    private readonly Node conv;
    private readonly Tensor weight;
    private readonly Tensor? bias;
    private readonly MaskedLayer layer;
    private readonly LayerLayout layout;

    private LayerPacker(GraphEditor edit, MaskedLayer layer, LayerLayout layout)
    {
        (this.edit, this.layer, this.layout) = (edit, layer, layout);
        conv = edit.Graph.Nodes.Single(node => node.Name == layer.Name);
        weight = edit.Graph.Initializers[conv.Inputs[1]!];
        bias = conv.Inputs.Length > 2 && conv.Inputs[2] is { } value ? edit.Graph.Initializers[value] : null;
    }

    private int Channels => layer.Mask.Channels;

    private int Filters => layer.Mask.Filters;

    /// <summary>The network with one layer in a layout.</summary>
    public static Graph Apply(Graph graph, MaskedLayer layer, LayerLayout layout)
    {
        var packer = new LayerPacker(graph.Edit(), layer, layout);
        packer.Write();
        return packer.edit.ToGraph();
    }

    private void Write()
    {
        var branches = layer.Tree.AtMost(layout.Form is PackLayout.Union ? 1 : layout.Branches);
        if (layout.Form is PackLayout.Dense)
        {
            return;
        }

        if (branches is [var only])
        {
            Union(only);
        }
        else if (layout.Form is PackLayout.Grouped)
        {
            Grouped(branches);
        }
        else
        {
            Split(branches);
        }
    }

    private void Union(ImmutableArray<int> live)
    {
        var inputs = Inputs(live);
        var data = ChannelPick.Take(edit, conv, conv.Inputs[0]!, Channels, inputs);
        var sorted = live.Sort();
        if (!layout.Restores || sorted.Length == Filters)
        {
            int[] all = [.. Enumerable.Range(0, Filters)];
            edit.Redefine(conv.Output, conv.Op, Operands(data, all, inputs), conv);
            return;
        }

        var packed = Convolution(data, [.. sorted, -1], inputs);
        ChannelPick.Redefine(edit, conv, conv.Output, packed, Back(sorted, sorted.Length));
    }

    private void Split(ImmutableArray<ImmutableArray<int>> branches)
    {
        var order = branches.SelectMany(branch => branch).ToImmutableArray();
        var isInOrder = order.SequenceEqual(Enumerable.Range(0, Filters));
        var activation = ActivationBehind();
        var parts = new List<Value?>();
        foreach (var branch in branches)
        {
            var inputs = Inputs(branch);
            var data = ChannelPick.Take(edit, conv, conv.Inputs[0]!, Channels, inputs);
            var isLast = parts.Count == branches.Length - 1 && order.Length < Filters;
            var part = Convolution(data, isLast ? [.. branch, -1] : [.. branch], inputs);
            parts.Add(activation is null ? part : edit.Define($"{activation.Name}.part", activation.Op, [part], activation));
        }

        var (result, node) = ((activation ?? conv).Output, activation ?? conv);
        if (isInOrder)
        {
            edit.Redefine(result, new Concat { Axis = 1 }, [.. parts], node);
        }
        else
        {
            var packed = edit.Define($"{conv.Name}.packed", new Concat { Axis = 1 }, [.. parts]);
            ChannelPick.Redefine(edit, node, result, packed, Back(order, order.Length));
        }
    }

    private void Grouped(ImmutableArray<ImmutableArray<int>> branches)
    {
        var inputs = branches.Select(Inputs).ToList();
        var (read, made) = (inputs.Max(own => own.Length), branches.Max(branch => branch.Length));
        var live = branches.Sum(branch => branch.Length);
        // A dead filter needs a channel of zeros to be gathered from: that of a group that is not full.
        made += live < Filters && branches.All(branch => branch.Length == made) ? 1 : 0;
        int[] picked = [.. inputs.SelectMany(own => own.Concat(Enumerable.Repeat(own[0], read - own.Length)))];
        int[] rows = [.. branches.SelectMany(branch => branch.Concat(Enumerable.Repeat(-1, made - branch.Length)))];
        var data = ChannelPick.Take(edit, conv, conv.Inputs[0]!, Channels, picked);
        var blocks = TensorPlaces.Join(branches.Select((branch, index) => TensorPlaces.TakeOrZero(
            TensorPlaces.TakeOrZero(weight, 0, [.. branch, .. Enumerable.Repeat(-1, made - branch.Length)]),
            1, [.. inputs[index], .. Enumerable.Repeat(-1, read - inputs[index].Length)])));
        var op = (Conv)conv.Op with { Groups = branches.Length };
        var operands = Operands(data, blocks, bias is null ? null : TensorPlaces.TakeOrZero(bias, 0, rows));
        if (rows.SequenceEqual(Enumerable.Range(0, Filters)))
        {
            edit.Redefine(conv.Output, op, operands, conv);
            return;
        }

        var packed = edit.Define($"{conv.Name}.packed", op, operands, conv);
        ChannelPick.Redefine(edit, conv, conv.Output, packed, Back([.. rows], Array.IndexOf(rows, -1)));
    }

    /// <summary>The channels that a branch reads, filled up to a multiple with channels that it weighs with zero.</summary>
    private int[] Inputs(ImmutableArray<int> filters)
    {
        var read = Enumerable.Range(0, Channels).Where(channel => filters.Any(filter => layer.Mask[filter, channel])).ToList();
        var wanted = Math.Min(Channels, (read.Count + layout.Alignment - 1) / layout.Alignment * layout.Alignment);
        var further = Enumerable.Range(0, Channels).Except(read).Take(wanted - read.Count);
        return [.. read.Concat(further).Order()];
    }

    /// <summary>Where each filter is found among packed ones; dead filters where zeros are.</summary>
    private int[] Back(ImmutableArray<int> packed, int zero) =>
        [.. Enumerable.Range(0, Filters).Select(filter => packed.IndexOf(filter) is >= 0 and var place ? place : zero)];

    private Value Convolution(Value data, int[] rows, int[] inputs) =>
        edit.Define($"{conv.Name}.packed", conv.Op, Operands(data, rows, inputs), conv);

    private Value?[] Operands(Value data, int[] rows, int[] inputs) => Operands(data,
        TensorPlaces.Take(TensorPlaces.TakeOrZero(weight, 0, rows), 1, inputs),
        bias is null ? null : TensorPlaces.TakeOrZero(bias, 0, rows));

    private Value?[] Operands(Value data, Tensor kernels, Tensor? shift) => shift is null
        ? [data, edit.Initializer($"{conv.Name}.weight", kernels)]
        : [data, edit.Initializer($"{conv.Name}.weight", kernels), edit.Initializer($"{conv.Name}.bias", shift)];

    /// <summary>The activation that alone reads the layer: every branch applies it itself, so that the engine can fuse the two.</summary>
    private Node? ActivationBehind() =>
        edit.Graph.UsesOf(conv.Output) is [{ Slot: 0, Node: { Op.Role: Role.Activation, Inputs.Length: 1 } only }]
        && !edit.Graph.IsOutput(conv.Output) ? only : null;
}
