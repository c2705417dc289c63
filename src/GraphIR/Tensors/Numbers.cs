using System.Collections;
using System.Runtime.CompilerServices;

namespace DepthCompress.GraphIR;

/// <summary>A short immutable list of numbers, compared by content: the scales of a resize. The sibling of <see cref="Dims"/>.</summary>
[CollectionBuilder(typeof(Numbers), nameof(Create))]
public readonly struct Numbers : IReadOnlyList<float>, IEquatable<Numbers>
{
    private readonly float[]? items;

    private Numbers(float[] items) => this.items = items;

    /// <inheritdoc/>
    public int Count => items?.Length ?? 0;

    /// <summary>The numbers, in order.</summary>
    public ReadOnlySpan<float> Span => items;

    /// <inheritdoc/>
    public float this[int index] => Span[index];

    /// <summary>Copies the numbers.</summary>
    public static Numbers Create(ReadOnlySpan<float> items) => new(items.ToArray());

    /// <inheritdoc/>
    public bool Equals(Numbers other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Numbers other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Count == 0 ? 0 : HashCode.Combine(Count, Span[0], Span[^1]);

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(',', Span.ToArray())}]";

    /// <inheritdoc/>
    public IEnumerator<float> GetEnumerator() => ((IEnumerable<float>)(items ?? [])).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both lists hold the same numbers.</summary>
    public static bool operator ==(Numbers left, Numbers right) => left.Equals(right);

    /// <summary>Whether the lists differ.</summary>
    public static bool operator !=(Numbers left, Numbers right) => !left.Equals(right);
}
