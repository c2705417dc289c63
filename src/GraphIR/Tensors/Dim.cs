namespace DepthCompress.GraphIR;

/// <summary>One axis of a value: a size, or a name such as the batch.</summary>
public readonly record struct Dim(int Size, string? Symbol = null)
{
    /// <summary>An axis of which nothing is known, not even that it equals another one.</summary>
    public static Dim Unknown { get; } = new(-1, "?");

    /// <summary>Whether the size is a number.</summary>
    public bool IsKnown => Symbol is null;

    /// <summary>An axis whose size is only known by name.</summary>
    public static Dim Named(string symbol) => new(-1, symbol);

    /// <summary>Whether both axes certainly have the same size.</summary>
    public bool Matches(Dim other) => this == other && this != Unknown;

    /// <inheritdoc/>
    public override string ToString() => Symbol ?? Size.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A size is an axis.</summary>
    public static implicit operator Dim(int size) => new(size);
}
