namespace DepthCompress.GraphIR;

/// <summary>The element type and the axes of a value; printed as <c>f32[N,3,32,32]</c>.</summary>
public sealed record TensorType(ElementType Element, Shape Shape)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Element.ToText()}{Shape}";
}
