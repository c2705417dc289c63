using DepthCompress.GraphIR;
using DepthCompress.Passes.Fitting;
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

        var (map, whyNot) = LinearRun.Between(graph, segment.Input, segment.Target, outer: segment.Outer);
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
        Value?[] operands =
        [
            segment.Input,
            edit.Initializer($"{name}.weight", kernel.Weight.ConvertTo(element)),
            edit.Initializer($"{name}.bias", kernel.Bias.ConvertTo(element)),
        ];
        if (segment.Shifts.IsEmpty)
        {
            edit.Redefine(segment.Target, kernel.ToOperator(), operands, segment.NodesIn(graph).AsSpan());
            return null;
        }

        var (shifts, whyNotCarried) = ShiftsOf(graph, segment, element);
        if (whyNotCarried is null)
        {
            var conv = edit.Define(name, kernel.ToOperator(), operands, segment.NodesIn(graph).AsSpan());
            new CarriedConditioning(shifts, null).Put(edit, conv, segment.Target);
        }

        return whyNotCarried;
    }

    /// <summary>What is added inside, behind the convolutions that follow it there.</summary>
    private static (ImmutableArray<CarriedShift> Shifts, string? WhyNot) ShiftsOf(Graph graph, RelaxedSegment segment, ElementType element)
    {
        var shifts = ImmutableArray.CreateBuilder<CarriedShift>();
        foreach (var shift in segment.Shifts)
        {
            var (map, whyNot) = LinearRun.Between(graph, shift.Join.Output, segment.Target, outer: segment.Outer);
            if (map?.Compose().Kernel is not { } behind)
            {
                return ([], whyNot ?? map!.Compose().WhyNot);
            }

            shifts.Add(CarriedShift.Of(shift.Outer, behind, element));
        }

        return (shifts.ToImmutable(), null);
    }
}
