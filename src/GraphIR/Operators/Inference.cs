namespace DepthCompress.GraphIR;

/// <summary>
/// The types of the results, or what is wrong with the operands, or neither. Results beyond the list, or null in it, are unknown.
/// </summary>
public readonly record struct Inference(ImmutableArray<TensorType?> Types, string? Problem)
{
    /// <summary>Nothing can be said.</summary>
    public static Inference Unknown => new([], null);

    /// <summary>The operands do not fit; the sentence is for the user.</summary>
    public static Inference Fail(string problem) => new([], problem);

    /// <summary>One result, of the type of the first operand.</summary>
    public static Inference LikeFirst(ReadOnlySpan<Operand> operands) =>
        operands is [{ IsPresent: true } first, ..] ? first.Type : Fail("the first operand is missing");

    /// <summary>One result of this type; unknown for null.</summary>
    public static implicit operator Inference(TensorType? type) => new([type], null);
}
