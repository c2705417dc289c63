namespace DepthCompress.GraphIR;

/// <summary>The value of an attribute, of the kinds that operators understand. Compared by content.</summary>
public abstract record AttributeValue
{
    /// <summary>An integer.</summary>
    public sealed record Int(long Value) : AttributeValue;

    /// <summary>A number; float32 in files.</summary>
    public sealed record Float(float Value) : AttributeValue;

    /// <summary>Text.</summary>
    public sealed record Text(string Value) : AttributeValue;

    /// <summary>A constant tensor.</summary>
    public sealed record TensorData(Tensor Value) : AttributeValue
    {
        /// <inheritdoc/>
        public bool Equals(TensorData? other) => other is not null && Value.ContentEquals(other.Value);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Value.Element, Value.Shape);
    }

    /// <summary>Integers.</summary>
    public sealed record Ints(ImmutableArray<long> Values) : AttributeValue
    {
        /// <inheritdoc/>
        public bool Equals(Ints? other) => other is not null && Values.SequenceEqual(other.Values);

        /// <inheritdoc/>
        public override int GetHashCode() => Values.Length;
    }

    /// <summary>Numbers.</summary>
    public sealed record Floats(ImmutableArray<float> Values) : AttributeValue
    {
        /// <inheritdoc/>
        public bool Equals(Floats? other) => other is not null && Values.SequenceEqual(other.Values);

        /// <inheritdoc/>
        public override int GetHashCode() => Values.Length;
    }

    /// <summary>Texts.</summary>
    public sealed record Texts(ImmutableArray<string> Values) : AttributeValue
    {
        /// <inheritdoc/>
        public bool Equals(Texts? other) => other is not null && Values.SequenceEqual(other.Values);

        /// <inheritdoc/>
        public override int GetHashCode() => Values.Length;
    }
}
