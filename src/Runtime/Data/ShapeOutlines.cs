namespace DepthCompress.Runtime.Data;

/// <summary>
/// Ten shapes as distances: negative inside, positive outside, about 1 the largest extent. No two are the same after
/// turning and scaling.
/// </summary>
internal static class ShapeOutlines
{
    public static ImmutableArray<string> Names { get; } =
        ["disc", "ring", "square", "frame", "triangle", "plus", "star", "crescent", "bar", "corner"];

    public static double Distance(int shape, double x, double y) => shape switch
    {
        0 => Disc(x, y, 0.85),
        1 => Math.Abs(Disc(x, y, 0.68)) - 0.2,
        2 => Box(x, y, 0.72, 0.72),
        3 => Math.Abs(Box(x, y, 0.58, 0.58)) - 0.17,
        4 => Triangle(x, y),
        5 => Math.Min(Box(x, y, 0.95, 0.3), Box(x, y, 0.3, 0.95)),
        6 => Star(x, y),
        7 => Math.Max(Disc(x, y, 0.9), -Disc(x - 0.45, y, 0.72)),
        8 => Box(x, y, 1.0, 0.26),
        _ => Math.Min(Box(x + 0.45, y, 0.3, 0.85), Box(x, y - 0.58, 0.75, 0.27)),
    };

    private static double Disc(double x, double y, double radius) => Math.Sqrt((x * x) + (y * y)) - radius;

    private static double Box(double x, double y, double halfWidth, double halfHeight)
    {
        var (dx, dy) = (Math.Abs(x) - halfWidth, Math.Abs(y) - halfHeight);
        var (outX, outY) = (Math.Max(dx, 0), Math.Max(dy, 0));
        return Math.Sqrt((outX * outX) + (outY * outY)) + Math.Min(Math.Max(dx, dy), 0);
    }

    /// <summary>Equilateral, its tip up: the largest of the distances to its three sides.</summary>
    private static double Triangle(double x, double y)
    {
        const double toSide = 0.48;
        var slope = Math.Sqrt(3) / 2;
        return Math.Max(y, Math.Max((slope * x) - (0.5 * y), (-slope * x) - (0.5 * y))) - toSide;
    }

    /// <summary>Five points: by symmetry one half of one point, whose side is a straight line.</summary>
    private static double Star(double x, double y)
    {
        const double outer = 1.0;
        const double inner = 0.42;
        const double half = Math.PI / 5;
        var turn = Math.Abs(Math.IEEERemainder(Math.Atan2(x, -y), 2 * half));
        var radius = Math.Sqrt((x * x) + (y * y));
        var (px, py) = (radius * Math.Cos(turn), radius * Math.Sin(turn));
        var (sideX, sideY) = ((inner * Math.Cos(half)) - outer, inner * Math.Sin(half));
        return ((sideY * (px - outer)) - (sideX * py)) / Math.Sqrt((sideX * sideX) + (sideY * sideY));
    }
}
