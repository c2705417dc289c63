namespace DepthCompress.Fuzz;

/// <summary>What may become of a file; the first two are as they should be.</summary>
internal enum LoadKind
{
    /// <summary>It was read.</summary>
    Accepted,

    /// <summary>It was refused with a diagnostic.</summary>
    Refused,

    /// <summary>An exception that is no refusal, or the end of the process.</summary>
    Crashed,

    /// <summary>More memory than ten times the file and 100 MB.</summary>
    Swollen,

    /// <summary>More than two seconds.</summary>
    Hung,
}
