using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>An input of a network; its numbers do not matter.</summary>
/// <param name="Element">The element type, as the textual form spells it.</param>
/// <param name="Shape">The sizes.</param>
internal sealed record BundleInput(string Element, ImmutableArray<int> Shape)
{
    /// <summary>More elements than any network is measured with.</summary>
    private const long MostElements = 1 << 28;

    /// <summary>Of a tensor that a network is measured with.</summary>
    internal static BundleInput Of(Tensor tensor) => new(tensor.Element.ToText(), [.. tensor.Shape]);

    /// <summary>What keeps it from being made; null for nothing.</summary>
    internal string? Problem =>
        ElementTypes.FromText(Element) is not { } element || element.Bits() < 8 ? $"there is no input of type '{Element}'"
        : Shape.IsDefault || Shape.Any(size => size < 0) ? "a shape of an input is none"
        : Shape.Aggregate(1L, (all, size) => Math.Min(all * size, MostElements + 1)) > MostElements ? "an input is too large"
        : null;
}
