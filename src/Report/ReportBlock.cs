namespace DepthCompress.Report;

/// <summary>A part of a report, whatever the format.</summary>
public abstract record ReportBlock
{
    private ReportBlock()
    {
    }

    /// <summary>A headline; what follows up to the next one is its section.</summary>
    public sealed record Heading(string Text) : ReportBlock;

    /// <summary>A headline within a section.</summary>
    public sealed record Subheading(string Text) : ReportBlock;

    /// <summary>A sentence or more; <paramref name="IsBad"/>: a warning.</summary>
    public sealed record Paragraph(string Text, bool IsBad = false) : ReportBlock;

    /// <summary>The few figures that matter; text formats leave them out, their numbers stand in tables too.</summary>
    public sealed record Facts(ImmutableArray<(string Label, string Value, string Note, bool? IsGood)> Cards) : ReportBlock;

    /// <summary>A table; numbers stand on the right. With a title it is folded.</summary>
    public sealed record Table(ImmutableArray<(string Title, bool IsNumber)> Columns, ImmutableArray<ImmutableArray<string>> Rows) : ReportBlock
    {
        /// <summary>What to unfold it by; null where it is always seen.</summary>
        public string? FoldedAs { get; init; }
    }

    /// <summary>Bars from zero; text formats leave them out, their numbers stand in tables too.</summary>
    public sealed record Bars(ImmutableArray<(string Name, double Value, string Text)> Rows) : ReportBlock;

    /// <summary>A list; each line says whether it is good, bad, or neither.</summary>
    public sealed record List(ImmutableArray<(string Text, bool? IsGood)> Lines) : ReportBlock;

    /// <summary>Lines over a common axis, with their figures as a table to unfold; text formats leave it out.</summary>
    public sealed record Chart(string Title, string XTitle, ImmutableArray<ChartSeries> Series) : ReportBlock
    {
        /// <summary>Its figures as a table, a row for every place on the axis.</summary>
        internal Table Figures() => new(
            [(XTitle, true), .. Series.Select(series => (series.Name, true))],
            [.. Series.SelectMany(series => series.Points.Select(point => point.X)).Where(double.IsFinite).Distinct().Order()
                .Select(x => (ImmutableArray<string>)[Spelled(x), .. Series.Select(series => ValueAt(series, x))])]);

        private static string ValueAt(ChartSeries series, double x) =>
            series.Points.Where(point => point.X.Equals(x)).Select(point => point.Y).FirstOrDefault(double.NaN) is var y && double.IsFinite(y) ? Spelled(y) : "";

        private static string Spelled(double value) => Report.Figures.Text(value, Math.Abs(value) >= 1000 ? "0" : "0.#####");
    }

    /// <summary>Values with their intervals, one below the other.</summary>
    public sealed record Intervals(string Title, ImmutableArray<(string Name, double Low, double Value, double High, string Text)> Rows) : ReportBlock;

    /// <summary>A chain of layers before and after.</summary>
    public sealed record LayerMap(ChainFacts Chain, ImmutableArray<string> Decisions) : ReportBlock;

    /// <summary>A figure for every run of layers, by its first and its last one.</summary>
    /// <param name="Title">What it is about.</param>
    /// <param name="Layers">How many layers there are.</param>
    /// <param name="Cells">The runs of layers, from 0, with what is said of them.</param>
    /// <param name="Spell">How a figure is spelled.</param>
    public sealed record HeatMap(
        string Title, int Layers, ImmutableArray<(int First, int Last, double Value, string Text, bool IsChosen)> Cells, Func<double, string> Spell) : ReportBlock;

    /// <summary>How wide layers were and are; text formats leave it out.</summary>
    public sealed record Widths(string Title, ImmutableArray<(string Name, double Before, double After)> Rows) : ReportBlock;

    /// <summary>Quality against speed; each point with its intervals.</summary>
    public sealed record Scatter(string Metric, double Original, ImmutableArray<ScatterPoint> Points) : ReportBlock;

    /// <summary>What to type.</summary>
    public sealed record Code(string Text) : ReportBlock;

    /// <summary>JSON, as it is, folded.</summary>
    public sealed record Json(string Text) : ReportBlock;
}
