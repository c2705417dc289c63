namespace DepthCompress.Tool;

/// <summary>What a build does with a model.</summary>
internal enum BuildMode
{
    /// <summary>What <c>optimize</c> does.</summary>
    Lossless,

    /// <summary>What <c>apply</c> does: a committed plan, replayed.</summary>
    Plan,

    /// <summary>What <c>compress</c> does: measure, plan, solve.</summary>
    TrainingFree,
}
