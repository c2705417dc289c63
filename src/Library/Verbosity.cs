namespace DepthCompress;

/// <summary>How much is told besides the result.</summary>
internal enum Verbosity
{
    /// <summary>Errors and warnings.</summary>
    Quiet,

    /// <summary>Progress as well.</summary>
    Normal,

    /// <summary>Every finding as well, such as why something was not folded.</summary>
    Detailed,
}
