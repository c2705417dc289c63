namespace DepthCompress.GraphIR;

/// <summary>Axes as operators number them: from 0, or from −1 backwards.</summary>
internal static class Axis
{
    /// <summary>The axis counted from 0; null where there is no such axis.</summary>
    public static int? Of(int axis, int rank) => axis >= -rank && axis < rank ? (axis + rank) % rank : null;

    /// <summary>The axes counted from 0, in the given order; null where one does not exist or is named twice.</summary>
    public static int[]? Of(Dims axes, int rank)
    {
        var result = axes.Select(axis => Of(axis, rank) ?? -1).ToArray();
        return result.Contains(-1) || result.Distinct().Count() != result.Length ? null : result;
    }

    /// <summary>Says that there is no such axis.</summary>
    public static Inference Fail(int axis, Shape shape) => Inference.Fail($"the shape {shape} has no axis {axis}");

    /// <summary>Says that there are no such axes.</summary>
    public static Inference Fail(Dims axes, Shape shape) => Inference.Fail($"{axes} are not axes of the shape {shape}");
}
