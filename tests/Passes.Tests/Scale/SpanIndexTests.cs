using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>The index finds what looking at every span finds.</summary>
public sealed class SpanIndexTests
{
    private const int Positions = 14;

    [Fact]
    public void SpansAreThoseThatLookingAtAllOfThemFinds()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var all = Spans(new Random(seed));
            var index = new SpanIndex(all);
            Assert.Equal(all, index.All);
            for (var start = 0; start < Positions; start++)
            {
                Assert.Equal(all.Where(span => span.End == start), index.EndingAt(start));
                for (var end = start + 1; end <= Positions; end++)
                {
                    var segment = new Segment(start, end);
                    Assert.Equal(all.Where(span => start <= span.Start && span.End <= end), index.Inside(segment));
                    Assert.Same(all.LastOrDefault(span => span.End == end && span.Start >= start), index.LastEndingAt(end, start));
                    Assert.Same(all.FirstOrDefault(span => (start < span.Start && span.Start < end && end < span.End)
                        || (span.Start < start && start < span.End && span.End < end)), index.FirstCrossing(segment));
                }
            }
        }
    }

    private static ImmutableArray<SkipSpan> Spans(Random random) => [.. Enumerable.Range(0, random.Next(12)).Select(_ =>
    {
        var start = random.Next(Positions);
        return SpanOf(start, random.Next(start + 1, Positions + 1));
    })];

    private static SkipSpan SpanOf(int start, int end)
    {
        var (value, sum) = (new Value("x"), new Value("sum"));
        return new SkipSpan
        {
            Start = start,
            End = end,
            Shortcut = Shortcut.Identity,
            ShortcutNodes = [],
            Join = new Node { Name = "join", Op = new Add(), Inputs = [value, value], Outputs = [sum] },
            Tail = new Tail(sum, sum, [], []),
            Input = value,
        };
    }
}
