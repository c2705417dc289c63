namespace DepthCompress.Passes.Planning;

/// <summary>One layer in the tables of <see cref="LayerOnly"/>.</summary>
/// <param name="Position">Its number.</param>
/// <param name="Milliseconds">What it takes.</param>
/// <param name="Importance">What keeping it is worth; null where it must stay.</param>
public sealed record LayerRow(int Position, double Milliseconds, double? Importance)
{
    /// <summary>The standard deviation of the measurement, in milliseconds.</summary>
    public double Deviation { get; init; }
}
