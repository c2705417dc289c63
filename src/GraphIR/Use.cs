namespace DepthCompress.GraphIR;

/// <summary>A place where a value is read: operand <paramref name="Slot"/> of <paramref name="Node"/>.</summary>
public readonly record struct Use(Node Node, int Slot);
