using System.Collections;
using System.Runtime.CompilerServices;

namespace DepthCompress.GraphIR;

/// <summary>The axes of a value; the sibling of <see cref="Dims"/> for axes that may be named.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IReadOnlyList<Dim>, IEquatable<Shape>
{
    private readonly Dim[]? axes;

    private Shape(Dim[] axes) => this.axes = axes;

    /// <inheritdoc/>
    public int Count => axes?.Length ?? 0;

    /// <summary>The axes, in order.</summary>
    public ReadOnlySpan<Dim> Span => axes;

    /// <summary>Whether every axis is a number.</summary>
    public bool IsKnown => !Span.ToArray().Any(axis => !axis.IsKnown);

    /// <inheritdoc/>
    public Dim this[int index] => Span[index];

    /// <summary>Copies the axes.</summary>
    public static Shape Create(ReadOnlySpan<Dim> axes) => new(axes.ToArray());

    /// <summary>The shape of a tensor.</summary>
    public static Shape Of(Dims dims) => new(dims.Select(size => new Dim(size)).ToArray());

    /// <summary>The part that begins at <paramref name="start"/>; also what ranges such as <c>[2..]</c> mean.</summary>
    public Shape Slice(int start, int length) => Create(Span.Slice(start, length));

    /// <summary>The sizes, or null where an axis is only known by name.</summary>
    public Dims? ToDims() => IsKnown ? Dims.Create(Span.ToArray().Select(axis => axis.Size).ToArray()) : null;

    /// <summary>The sizes, with <paramref name="size"/> for every named axis.</summary>
    public Dims ToDims(int size) => Dims.Create(Span.ToArray().Select(axis => axis.IsKnown ? axis.Size : size).ToArray());

    /// <inheritdoc/>
    public bool Equals(Shape other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var axis in Span)
        {
            hash.Add(axis);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(',', Span.ToArray())}]";

    /// <inheritdoc/>
    public IEnumerator<Dim> GetEnumerator() => ((IEnumerable<Dim>)(axes ?? [])).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both have the same axes.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether an axis differs.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);
}
