namespace DepthCompress.Fuzz;

/// <summary>How one file fared.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Signature">Files that fare alike have the same: the code and the form of the message, or the exception and its place.</param>
/// <param name="Allocated">Bytes allocated on the way, freed ones included.</param>
internal sealed record LoadResult(LoadKind Kind, string Signature, long Allocated)
{
    /// <summary>The exception, where it was none of ours.</summary>
    public Exception? Problem { get; init; }

    /// <summary>Methods that ran for the first time in this process.</summary>
    public int NewMethods { get; init; }

    public bool IsFault => Kind is LoadKind.Crashed or LoadKind.Swollen or LoadKind.Hung;
}
