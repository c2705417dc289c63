namespace DepthCompress.Report;

/// <summary>A part of a report, whatever the format.</summary>
public abstract record ReportBlock
{
    private ReportBlock()
    {
    }

    /// <summary>A headline.</summary>
    public sealed record Heading(string Text) : ReportBlock;

    /// <summary>A sentence or more; <paramref name="IsBad"/>: a warning.</summary>
    public sealed record Paragraph(string Text, bool IsBad = false) : ReportBlock;

    /// <summary>A table; numbers stand on the right.</summary>
    public sealed record Table(ImmutableArray<(string Title, bool IsNumber)> Columns, ImmutableArray<ImmutableArray<string>> Rows) : ReportBlock;

    /// <summary>Bars from zero; text formats leave them out, their numbers stand in tables too.</summary>
    public sealed record Bars(ImmutableArray<(string Name, double Value, string Text)> Rows) : ReportBlock;

    /// <summary>A list; each line says whether it is good, bad, or neither.</summary>
    public sealed record List(ImmutableArray<(string Text, bool? IsGood)> Lines) : ReportBlock;

    /// <summary>JSON, as it is.</summary>
    public sealed record Json(string Text) : ReportBlock;
}
