using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;
using FsCheck;
using FsCheck.Fluent;

namespace DepthCompress.Passes.Tests;

public sealed class LegalityLaws
{
    private const int Sites = 8;

    /// <summary>The sites of a span and of a segment are disjoint, or one holds the other.</summary>
    [Fact]
    public void ASegmentIsLegalIfEverySpanIsBesideItInItOrAroundIt()
    {
        var spans = (from start in Gen.Choose(0, Sites - 1) from end in Gen.Choose(start + 1, Sites) select (start, end)).ListOf();
        var cases = from list in spans
                    from start in Gen.Choose(0, Sites - 1)
                    from end in Gen.Choose(start + 1, Sites)
                    select (
            list, new Segment(start, end));
        Prop.ForAll(Arb.From(cases), it =>
        {
            var chain = ChainOf(it.list);
            var mine = SitesOf(it.Item2.Start, it.Item2.End);
            var legal = it.list.All(span => SitesOf(span.start, span.end) is var other
                && (!mine.Overlaps(other) || mine.IsSubsetOf(other) || other.IsSubsetOf(mine)));
            return chain.IsLegal(it.Item2) == legal && (chain.WhyNotLegal(it.Item2) is null) == legal;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static HashSet<int> SitesOf(int start, int end) => [.. Enumerable.Range(start + 1, end - start)];

    private static LayerChain ChainOf(IEnumerable<(int Start, int End)> spans)
    {
        var value = new Value("v");
        var tail = new Tail(value, value, [], []);
        var join = new Node { Name = "add", Op = new Add(), Inputs = [value, value], Outputs = [new Value("sum")] };
        return new LayerChain
        {
            Input = value,
            End = new Analysis.Barrier(null, ""),
            Sites = [.. Enumerable.Range(1, Sites).Select(index => new LayerSite
            {
                Index = index, Name = $"conv{index}", Conv = null, Prefix = [], Region = [], Input = value, Tail = tail,
            })],
            Spans = [.. spans.Select(span => new SkipSpan
            {
                Start = span.Start, End = span.End, Shortcut = Shortcut.Identity, ShortcutNodes = [], Join = join, Tail = tail,
                    Input = value,
            })],
        };
    }
}
