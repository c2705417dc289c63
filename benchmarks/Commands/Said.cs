namespace DepthCompress.Benchmarks.Commands;

/// <summary>What a command made of a question whose answer is known.</summary>
internal enum Said
{
    /// <summary>The answer.</summary>
    Right,

    /// <summary>That it could not tell.</summary>
    CouldNotTell,

    /// <summary>Another answer, or something that is not documented.</summary>
    Wrong,
}
