namespace DepthCompress.Passes;

/// <summary>How one value of the changed network compares with the original's; largest figures over all elements and runs.</summary>
public sealed record ValueVerdict
{
    /// <summary>The output, or the value inside.</summary>
    public required string Name { get; init; }

    /// <summary>The largest |changed − original|.</summary>
    public required double MaxAbsolute { get; init; }

    /// <summary>The same in units of the value's largest magnitude.</summary>
    public required double MaxRelative { get; init; }

    /// <summary>The largest |original − reference|: what the original's own arithmetic loses.</summary>
    public required double OwnError { get; init; }

    /// <summary>The largest |changed − reference|.</summary>
    public required double Error { get; init; }

    /// <summary><see cref="Error"/> in units of <see cref="OwnError"/>, or of half a unit in the last place where that is more.</summary>
    public required double Ratio { get; init; }

    /// <summary>
    /// The largest ratio that passes: the factor asked for, times what chance explains (less, the more numbers are compared).
    /// </summary>
    public required double Allowed { get; init; }

    /// <summary>What no tolerance covers: another shape or type, other integers, NaN or infinity in other places; else null.</summary>
    public string? Mismatch { get; init; }

    /// <summary>The verdict.</summary>
    public required bool IsEqual { get; init; }
}
