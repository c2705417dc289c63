using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>The layers that read channels with weights and make new ones.</summary>
internal static class LayerChannels
{
    public static void Visit(ChannelVisit visit)
    {
        if (visit.Node.Inputs.Length < 2 || visit.ConstantOf(1) is not { } weight || !visit.IsConstant(2))
        {
            return;
        }

        switch (visit.Node.Op)
        {
            case Conv conv:
                Convolution(visit, weight, conv.Groups, outputs: 0, inputs: 1);
                break;
            case ConvTranspose conv:
                Convolution(visit, weight, conv.Groups, outputs: 1, inputs: 0);
                break;
            case Gemm gemm:
                Product(visit, weight, gemm.TransposeA ? 0 : 1, gemm.TransposeB ? 1 : 0);
                break;
            case MatMul when weight.Shape.Count == 2 && visit.ShapeOf(0) is { Count: >= 2 } shape:
                foreach (var axis in visit.AxesOf(0).Where(axis => axis < shape.Count - 1))
                {
                    visit.Pass(axis);
                }

                Product(visit, weight, shape.Count - 1, 0);
                break;
        }
    }

    private static void Convolution(ChannelVisit visit, Tensor weight, int groups, int outputs, int inputs)
    {
        var made = visit.Labels.Make(visit.Node, outputs == 0 ? weight.Shape[0] : weight.Shape[1] * groups);
        var read = visit.Take(0, 1);
        if (groups > 1)
        {
            Grouped(visit, weight, groups, outputs, read, made);
        }
        else
        {
            visit.Cut(1, outputs, made, WeightRole.Makes);
            if (read is not null)
            {
                visit.Cut(1, inputs, read, WeightRole.Reads);
            }
        }

        if (visit.Has(2))
        {
            visit.Cut(2, 0, made, WeightRole.Makes);
        }

        visit.Set(0, 1, made);
    }

    /// <summary>
    /// All blocks must stay alike. Either whole blocks go, what they read with what they make (the only way of a depthwise convolution), or
    /// the same places of every block go; whichever leaves the finer choice.
    /// </summary>
    private static void Grouped(ChannelVisit visit, Tensor weight, int groups, int outputs, int[]? read, int[] made)
    {
        var makes = made.Length / groups;
        var reads = outputs == 0 ? weight.Shape[1] : weight.Shape[0] / groups;
        var followed = outputs == 0 ? made : read;
        if (read is null && makes == 1)
        {
            visit.Labels.Pin(made, $"'{visit.Node.Name}' makes them one by one from channels that are fixed");
        }
        else if (read is not null && (reads == 1 || makes == 1 || groups >= reads))
        {
            var blocks = Enumerable.Range(0, groups).Select(block =>
                read.Skip(block * reads).Take(reads).Concat(made.Skip(block * makes).Take(makes)));
            visit.Labels.CoupleEach(blocks, visit.Node, reads == 1 ? "depthwise convolution" : "blocks of a grouped convolution");
            visit.Cut(1, 0, followed!, makes == 1 && reads == 1 ? WeightRole.Follows : WeightRole.Makes);
            return;
        }
        else
        {
            visit.Labels.CoupleEach(Places(made, makes), visit.Node, "places in the blocks of a grouped convolution");
        }

        if (read is not null)
        {
            visit.Labels.CoupleEach(Places(read, reads), visit.Node, "places in the blocks of a grouped convolution");
        }

        visit.Cut(1, outputs, outputs == 0 ? made : made[..makes], WeightRole.Makes);
        if (read is not null)
        {
            visit.Cut(1, 1 - outputs, outputs == 0 ? read[..reads] : read, WeightRole.Reads);
        }
    }

    private static IEnumerable<IEnumerable<int>> Places(int[] labels, int size) =>
        Enumerable.Range(0, size).Select(place => labels.Where((_, index) => index % size == place));

    private static void Product(ChannelVisit visit, Tensor weight, int axis, int inputs)
    {
        var made = visit.Labels.Make(visit.Node, weight.Shape[1 - inputs]);
        if (visit.Take(0, axis) is { } read)
        {
            visit.Cut(1, inputs, read, WeightRole.Reads);
        }

        visit.Cut(1, 1 - inputs, made, WeightRole.Makes);
        if (visit.ConstantOf(2) is { Shape: { Count: > 0 } shape } && shape[^1] == made.Length)
        {
            visit.Cut(2, shape.Count - 1, made, WeightRole.Makes);
        }

        visit.Set(0, (visit.ResultShape()?.Count ?? 2) - 1, made);
    }
}
