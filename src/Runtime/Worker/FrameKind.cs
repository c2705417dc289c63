namespace DepthCompress.Runtime.Worker;

/// <summary>What a message between a process and its engine's process is.</summary>
internal enum FrameKind
{
    /// <summary>Load a network; answered with its number.</summary>
    Open = 1,

    /// <summary>Run a loaded network; answered with its results.</summary>
    Run,

    /// <summary>Forget a loaded network.</summary>
    Close,

    /// <summary>Measure networks; answered with estimates, after reports of progress.</summary>
    Measure,

    /// <summary>How far a measurement is.</summary>
    Progress,

    /// <summary>The answer.</summary>
    Done,

    /// <summary>What is wrong instead of an answer.</summary>
    Failed,

    /// <summary>Memory did not suffice for reading the request; the process ends.</summary>
    Exhausted,
}
