namespace DepthCompress.Runtime.Training;

/// <summary>The sphere around (½, …, ½) that goes through all binary vectors: ‖z − ½‖² = n/4.</summary>
internal static class BinarySphere
{
    /// <summary>The nearest vector; of the center, to which all are equally near, that of ones.</summary>
    public static double[] Project(ReadOnlySpan<double> point)
    {
        var square = 0.0;
        foreach (var number in point)
        {
            square += (number - 0.5) * (number - 0.5);
        }

        var nearest = new double[point.Length];
        var scale = square > 0 ? Math.Sqrt(point.Length / square) / 2 : 0;
        for (var i = 0; i < nearest.Length; i++)
        {
            nearest[i] = square > 0 ? 0.5 + (scale * (point[i] - 0.5)) : 1;
        }

        return nearest;
    }
}
