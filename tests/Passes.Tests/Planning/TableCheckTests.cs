using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>Tables that contradict themselves or each other are refused in words.</summary>
public sealed class TableCheckTests
{
    private static readonly ImmutableArray<SegmentLatency> Times = [new(new(0, 1), 1), new(new(1, 2), 1)];
    private static readonly ImmutableArray<BlockImportance> Worths = [Worth(0, 1, 0), Worth(1, 2, -1)];

    public static TheoryData<string, Action> Slips { get; } = new()
    {
        { "the latency table has two rows for (1, 2]", () => new TwoStage(2, [.. Times, Times[1]], Worths) },
        { "the latency table has two rows for (1, 2]", () => BestMerges.Find([.. Times, Times[1]]) },
        { "segment (0, 2] has an importance and no latency", () => new TwoStage(2, Times, [.. Worths, Worth(0, 2, 0)]) },
        { "segment (1, 2] of the importance table is worth NaN", () => new TwoStage(2, Times, [Worths[0], Worth(1, 2, double.NaN)]) },
        { "segment (1, 2] of the latency table lies outside of the chain, which has 1 layers", () => new TwoStage(1, Times, Worths) },
        { "segment (0, 1] of the latency table takes NaN ms", () => new TwoStage(2, [new(new(0, 1), double.NaN), Times[1]], Worths) },
        { "segment (0, 1] of the latency table takes -1 ms", () => new TwoStage(2, [new(new(0, 1), -1), Times[1]], Worths) },
        { "the importance table has two rows for ((0, 1], True, True)", () => ExtendedImportance.Extend([.. Worths, Worths[0]]) },
        {
            "the importance table has no row of a single layer, whose mean is subtracted",
            () => ExtendedImportance.Mean([Worth(0, 2, 1)], NormalizeOver.Single, [])
        },
        { "the table has two rows for ((0, 1], 3, 1, False)", () => new LayerMerge(2, [Row(1), Row(1)]) },
        { "segment (0, 1] of the table is worth Infinity", () => new LayerMerge(2, [Row(double.PositiveInfinity)]) },
        { "segment (0, 1] of the table is worth NaN", () => new LayerOnly([new(1, 1, double.NaN)]) },
        { "the table has two rows for 1", () => new LayerOnly([new(1, 1, null), new(1, 1, null)]) },
    };

    [Theory]
    [MemberData(nameof(Slips))]
    public void ASlipIsNamed(string problem, Action use)
    {
        var error = Assert.Throws<DiagnosticException>(use);

        Assert.Equal("DC3204", error.Diagnostic.Descriptor.Code);
        Assert.Equal($"the tables do not fit together: {problem}", error.Diagnostic.Message);
    }

    private static BlockImportance Worth(int start, int end, double value) => new(new Segment(start, end), true, true, value);

    private static KernelRow Row(double importance) => new(new Segment(0, 1), 3, 1, Depthwise: false, 1, importance, [1]);
}
