namespace DepthCompress.Benchmarks.Commands;

/// <summary>What came of one run of a command.</summary>
/// <param name="Said">How right it was, as far as that is known already.</param>
/// <param name="Words">What it said, for people.</param>
/// <param name="IsWarned">Whether it warned of other programs.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record Answer(Said Said, string Words, bool IsWarned, double Seconds)
{
    /// <summary>The model that it wrote as a faster one, which a quiet machine is still to confirm; null where there is none.</summary>
    public string? Shipped { get; init; }
}
