using System.Text;
using DepthCompress.Passes.Width;

namespace DepthCompress.Fuzz;

/// <summary>Plans of channels and kernels, carried out on a network.</summary>
internal sealed class AppliedWidthFormat : FuzzFormat
{
    private static readonly ChannelGroups Groups = ChannelGroups.Of(SmallNetwork.Graph);

    public override string Name => "applied-width-plan";

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            foreach (var group in Groups.Groups.Where(group => group.WhyPinned is null && group.Count > 2))
            {
                yield return Bytes(Empty with { Groups = [new PlannedWidth(group.Name, group.Count, [0, group.Count - 1])] });
            }

            foreach (var layer in PrunableLayers.Of(SmallNetwork.Graph))
            {
                var shape = SmallNetwork.Graph.Initializers[layer.Weight].Shape;
                var mask = KernelMask.Of(shape[0], shape[1], (filter, channel) => filter != 1 && channel != 1);
                yield return Bytes(Empty with { Layers = [PlannedLayer.Of(layer.Name, mask)], ChannelAlignment = 4 });
            }
        }
    }

    private static WidthPlan Empty => new() { ToolVersion = "1", ModelDigest = "digest", Method = "l1", Target = "half", Groups = [] };

    public override string Load(byte[] bytes, string scratch)
    {
        var plan = WidthPlanFile.Parse(Encoding.UTF8.GetString(bytes), "plan");
        if (plan.Layers.IsEmpty)
        {
            return $"{SliceChannels.Apply(plan.Resolve(Groups, "plan")).Nodes.Length}";
        }

        var masks = Liveness.Propagate(plan.ResolveMasks(SmallNetwork.Graph, "plan"));
        return $"{MaskedNetwork.Apply(masks).Nodes.Length} {plan.Packing("plan")?.Layouts.Count}";
    }

    public override byte[] Change(byte[] bytes, byte[] other, Random random) => JsonMutator.Change(bytes, other, random);

    private static byte[] Bytes(WidthPlan plan) => Encoding.UTF8.GetBytes(WidthPlanFile.Format(plan));
}
