using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// A group normalization where the network had none, as LayerMerge puts it behind merged convolutions: 32 groups, or one per channel where 32
/// do not divide the channels; it changes nothing but mean and deviation, and is to be trained. It is spelled as the network spells those it has.
/// </summary>
internal static class NewNormalization
{
    private const int UsualGroups = 32;
    private const float Epsilon = 1e-5f;

    /// <summary>How many groups so many channels get.</summary>
    internal static int GroupsOf(int channels) => channels % UsualGroups == 0 ? UsualGroups : channels;

    /// <summary>Why a value cannot be normalized as another was; null where it can.</summary>
    internal static string? WhyNot(Graph graph, Node model, Value value) =>
        graph.TypeOf(value)?.Shape is not [_, { IsKnown: true }, .. var extent] ? "the channels of its result are not known"
        : model.Op is GroupNormalization || extent.Count(axis => !axis.IsKnown) <= 1 ? null
        : "the extent of its result is not known, which a normalization over groups needs";

    /// <summary>Makes <paramref name="target"/> the normalized <paramref name="value"/>.</summary>
    internal static void Put(GraphEditor edit, Node model, Value value, Value target)
    {
        var (name, type) = ($"{edit.Graph.NameOf(target)}.norm", edit.Graph.TypeOf(target)!);
        var channels = type.Shape[1].Size;
        if (model.Op is GroupNormalization like)
        {
            var norm = new GroupNormalization { Groups = GroupsOf(channels), Epsilon = Epsilon, StashType = like.StashType };
            edit.Redefine(target, norm, [value, Constant("scale", [channels], 1), Constant("shift", [channels], 0)], []);
            return;
        }

        var groups = GroupsOf(channels);
        var rank = type.Shape.Count - 2;
        var parts = edit.Define($"{name}.groups", new Reshape { Target = [0, groups, -1] }, [value]);
        var norms = new InstanceNormalization { Epsilon = Epsilon };
        var normed = edit.Define(name, norms, [parts, Constant("ones", [groups], 1), Constant("zeros", [groups], 0)]);
        Dims extent = [.. type.Shape[2..].Select(axis => axis.IsKnown ? axis.Size : -1)];
        var map = edit.Define($"{name}.map", new Reshape { Target = [0, channels, .. extent] }, [normed]);
        var scaled = edit.Define($"{name}.scaled", new Mul(), [map, Constant("scale", [channels, .. Dims.Repeat(1, rank)], 1)]);
        edit.Redefine(target, new Add(), [scaled, Constant("shift", [channels, .. Dims.Repeat(1, rank)], 0)], []);

        Value Constant(string what, Dims shape, double number) =>
            edit.Initializer($"{name}.{what}", Tensor.Build<double>(shape, data => data.Fill(number)).ConvertTo(type.Element));
    }
}
