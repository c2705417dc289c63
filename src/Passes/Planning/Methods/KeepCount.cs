namespace DepthCompress.Passes.Planning;

/// <summary>How many units are kept: a number, or a part of them.</summary>
/// <param name="Count">The number; null where <paramref name="Ratio"/> says it.</param>
/// <param name="Ratio">The part, from 0 to 1.</param>
public readonly record struct KeepCount(int? Count, double Ratio)
{
    /// <summary>Of so many units: ⌊ratio · units⌋ in double precision, as published.</summary>
    public int Of(int units) => Count ?? (int)Math.Floor(Ratio * units);
}
