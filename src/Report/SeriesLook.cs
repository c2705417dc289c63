namespace DepthCompress.Report;

/// <summary>How a line of a chart is drawn.</summary>
public enum SeriesLook
{
    /// <summary>Points, joined.</summary>
    Line,

    /// <summary>A line without points.</summary>
    Smooth,

    /// <summary>A dashed line without points.</summary>
    Dashed,

    /// <summary>Large points that nothing joins.</summary>
    Marks,
}
