namespace DepthCompress.GraphIR;

/// <summary>How a learning rate falls after its warm-up.</summary>
public enum LearningRateDecline
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Along half a cosine (Loshchilov and Hutter 2017).</summary>
    Cosine,

    /// <summary>Along a line.</summary>
    Linear,

    /// <summary>By a factor at milestones.</summary>
    Steps,
}
