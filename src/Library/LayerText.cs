using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress;

/// <summary>Layer sites in words.</summary>
internal static class LayerText
{
    /// <summary>Where the published method that is chosen ends its segments, and why.</summary>
    internal static IEnumerable<(string? Site, string Reason)> BreaksOf(Workflow workflow, int chain) =>
        workflow.SegmentRules is { IsEmpty: false } rules ? rules[chain].Breaks.Select(barrier => (barrier.Node, barrier.Reason)) : [];

    /// <summary>The kernel, its stride and groups.</summary>
    internal static string KernelOf(LayerSite site) => site.Conv?.Op is not Conv conv ? $"compound of {site.Region.Length}" : string.Concat(
        string.Join('x', conv.Window.KernelShape), conv.Window.Strides.Any(stride => stride > 1) ? $"/{conv.Window.Strides.Max()}" : "",
            conv.Groups > 1 ? $" g{conv.Groups}" : "");

    /// <summary>The axes of the map behind it, without the batch.</summary>
    internal static string ShapeOf(Graph graph, LayerSite site) =>
        graph.TypeOf(site.Tail.Output)?.Shape is { } shape ? string.Join('x', shape.Skip(1)) : "?";

    /// <summary>Its multiply-accumulates.</summary>
    internal static long CostOf(Graph graph, LayerSite site) =>
        site.Region.Append(site.Conv).OfType<Node>().Sum(node => NetworkCost.MultiplyAccumulates(graph, node));

    /// <summary>What stands behind the linear part.</summary>
    internal static string ActivationOf(LayerSite site) => !site.Tail.IsConditioned ? NamesOf(site.Tail.Activation) : string.Join(
        ", ", [.. site.Tail.Shifts.Select(shift => $"adds {shift.Outer.Hint}"), .. site.Tail.Norm is { } norm ? new[] { norm.Op.OpType } : [], EndOf(site.Tail)]);

    /// <summary>The activation alone, behind what conditions the map.</summary>
    private static string EndOf(Tail tail) => NamesOf(
        [.. tail.Activation.Where(node => node.Op.Role is Role.Activation || (node.Op is Mul && tail.Activation[^1] == node && tail.Activation[^2].Op.Role is Role.Activation))]);

    private static string NamesOf(ImmutableArray<Node> nodes) => string.Join('+', nodes.Select(node => node.Op.OpType));

    /// <summary>The skip connections that end there.</summary>
    internal static string SkipsAt(LayerChain chain, LayerSite site) => string.Join(", ", chain.SpansEndingAt(site.Index)
        .Select(span =>
            $"{span.Shortcut.ToString().ToLowerInvariant()} from {span.Start}{(span.Tail.HasActivation ? $", {NamesOf(span.Tail.Activation)}" : "")}"));
}
