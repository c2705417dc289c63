using System.Numerics.Tensors;

namespace DepthCompress.GraphIR;

/// <summary>
/// A run of linear layers with its skips, before it is merged: a kernel, maps one after another, or maps over the same input added up.
/// </summary>
public abstract partial record AffineMap
{
    /// <summary>One kernel; an identity shortcut is <see cref="ConvKernel.Identity"/>.</summary>
    public sealed record Single(ConvKernel Kernel) : AffineMap;

    /// <summary>One after another, the first first; not empty.</summary>
    public sealed record Sequence(ImmutableArray<AffineMap> Steps) : AffineMap;

    /// <summary>All over the same input, added; not empty.</summary>
    public sealed record Sum(ImmutableArray<AffineMap> Terms) : AffineMap;

    /// <summary>The number of input channels.</summary>
    public int Inputs => this switch
    {
        Single single => single.Kernel.Inputs,
        Sequence sequence => sequence.Steps[0].Inputs,
        Sum sum => sum.Terms[0].Inputs,
        _ => throw Unexpected(),
    };

    /// <summary>The number of spatial axes.</summary>
    public int Rank => this switch
    {
        Single single => single.Kernel.Rank,
        Sequence sequence => sequence.Steps[0].Rank,
        Sum sum => sum.Terms[0].Rank,
        _ => throw Unexpected(),
    };

    /// <summary>The number of output channels.</summary>
    public int Outputs => this switch
    {
        Single single => single.Kernel.Outputs,
        Sequence sequence => sequence.Steps[^1].Outputs,
        Sum sum => sum.Terms[0].Outputs,
        _ => throw Unexpected(),
    };

    /// <summary>One kernel.</summary>
    public static AffineMap Of(ConvKernel kernel) => new Single(kernel);

    /// <summary>One after another.</summary>
    public static AffineMap Chain(params ReadOnlySpan<AffineMap> steps) => new Sequence([.. steps]);

    /// <summary>All over the same input, added.</summary>
    public static AffineMap Added(params ReadOnlySpan<AffineMap> terms) => new Sum([.. terms]);

    /// <summary>A kernel is a map.</summary>
    public static implicit operator AffineMap(ConvKernel kernel) => new Single(kernel);

    /// <summary>
    /// The parts applied one by one to [batch, inputs, …], each with its own padding, as the network does it; f64. Not affected by any
    /// merge.
    /// </summary>
    public Tensor Apply(Tensor input) => this switch
    {
        Single single => single.Kernel.Apply(input),
        Sequence sequence => sequence.Steps.Aggregate(input, (value, step) => step.Apply(value)),
        Sum sum => sum.Terms.Select(term => term.Apply(input)).Aggregate(Add),
        _ => throw Unexpected(),
    };

    /// <summary>The same map without any bias: its linear part, borders included.</summary>
    public AffineMap WithoutBias() => this switch
    {
        Single single => new Single(single.Kernel.WithoutBias()),
        Sequence sequence => new Sequence([.. sequence.Steps.Select(step => step.WithoutBias())]),
        Sum sum => new Sum([.. sum.Terms.Select(term => term.WithoutBias())]),
        _ => throw Unexpected(),
    };

    private static Tensor Add(Tensor left, Tensor right) => left.Shape == right.Shape
        ? Tensor.Build<double>(left.Shape, sum => TensorPrimitives.Add(left.AsSpan<double>(), right.AsSpan<double>(), sum))
        : throw new CompilerBugException($"the terms of a sum have the shapes {left.Shape} and {right.Shape}");

    private static CompilerBugException Unexpected() => new("an affine map is a kernel, a sequence or a sum");
}
