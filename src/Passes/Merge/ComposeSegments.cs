using DepthCompress.GraphIR;
using DepthCompress.Passes.Relax;
using DepthCompress.Passes.Verification;

namespace DepthCompress.Passes.Merge;

/// <summary>Composes what a relaxed segment has become, after training, into one convolution; only where that is exact.</summary>
public sealed record ComposeSegments : SegmentPass
{
    /// <inheritdoc/>
    public override string Name => "compose-segments";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Exact;

    /// <inheritdoc/>
    protected override string? TryRewrite(GraphEditor edit, RelaxedSegment segment)
    {
        var graph = edit.Graph;
        if (graph.ProducerOf(segment.Target) is { Op: Conv } only && only.Inputs[0] == segment.Input)
        {
            return null;
        }

        var (map, whyNot) = LinearRun.Between(graph, segment.Input, segment.Target);
        if (map is null)
        {
            return whyNot;
        }

        var composed = map.Compose();
        if (composed.Kernel?.WithoutCrop() is not { } kernel)
        {
            return composed.WhyNot;
        }

        var (name, element) = (graph.NameOf(segment.Target), graph.TypeOf(segment.Target)!.Element);
        edit.Redefine(
            segment.Target,
            kernel.ToOperator(),
            [
                segment.Input,
                edit.Initializer($"{name}.weight", kernel.Weight.ConvertTo(element)),
                edit.Initializer($"{name}.bias", kernel.Bias.ConvertTo(element)),
            ],
            segment.NodesIn(graph).AsSpan());
        return null;
    }
}
