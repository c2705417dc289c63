using System.Collections;
using System.Runtime.CompilerServices;

namespace DepthCompress.GraphIR;

/// <summary>A short immutable list of sizes, compared by content: a shape, strides, pads.</summary>
[CollectionBuilder(typeof(Dims), nameof(Create))]
public readonly struct Dims : IReadOnlyList<int>, IEquatable<Dims>
{
    private readonly int[]? items;

    private Dims(int[] items) => this.items = items;

    /// <summary>The sizes, in order.</summary>
    public ReadOnlySpan<int> Span => items;

    /// <inheritdoc/>
    public int Count => items?.Length ?? 0;

    /// <summary>The number of elements of a tensor of this shape; 1 for no axes.</summary>
    /// <exception cref="OverflowException">More than <see cref="int.MaxValue"/> elements; readers refuse such shapes first.</exception>
    public int Product
    {
        get
        {
            var product = 1;
            foreach (var item in Span)
            {
                product = checked(product * item);
            }

            return product;
        }
    }

    /// <inheritdoc/>
    public int this[int index] => Span[index];

    /// <summary>Copies the sizes.</summary>
    public static Dims Create(ReadOnlySpan<int> items) => new(items.ToArray());

    /// <summary>The same size <paramref name="count"/> times.</summary>
    public static Dims Repeat(int value, int count)
    {
        var items = new int[count];
        items.AsSpan().Fill(value);
        return new Dims(items);
    }

    /// <summary>The part that begins at <paramref name="start"/>; also what ranges such as <c>[2..]</c> mean.</summary>
    public Dims Slice(int start, int length) => Create(Span.Slice(start, length));

    /// <inheritdoc/>
    public bool Equals(Dims other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dims other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in Span)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(',', Span.ToArray())}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(items ?? [])).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both lists hold the same sizes.</summary>
    public static bool operator ==(Dims left, Dims right) => left.Equals(right);

    /// <summary>Whether the lists differ.</summary>
    public static bool operator !=(Dims left, Dims right) => !left.Equals(right);
}
