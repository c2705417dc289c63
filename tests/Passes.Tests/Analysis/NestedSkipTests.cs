using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>Skips inside skips, and ways into the middle of a chain.</summary>
public sealed class NestedSkipTests
{
    [Fact]
    public void SkipsInsideSkipsAreFoundHoweverDeep()
    {
        const int Depth = 300;
        var chain = Assert.Single(ChainAnalysis.Run(Nested(Depth)));

        Assert.Equal(Enumerable.Range(1, Depth), chain.Sites.Select(site => site.Index));
        Assert.Equal(Enumerable.Range(0, Depth).Reverse().Select(start => (start, Depth)), chain.Spans.Select(span => (span.Start, span.End)));
        Assert.Equal("s0", chain.ValueAt(Depth).Hint);
        Assert.Equal("s250", chain.TailOf(new Segment(250, Depth)).Linear.Hint);
    }

    /// <summary>
    /// What is in front of the inner skip and not of the outer one belongs to no layer: a convolution that stood for both would leave it out.
    /// </summary>
    [Theory]
    [InlineData("Mul(%x, %s)")]
    [InlineData("Relu(%x)")]
    public void WhatStandsBetweenTheBeginningsOfTwoSkipsIsNotForgotten(string between)
    {
        var graph = GraphParser.Parse($"""
            graph @between
              in %x : f32[2,3,5,5]
              const %s : f32[3,1,1] = random(1)
              const %w1 : f32[3,3,1,1] = random(2)
              const %w2 : f32[3,3,1,1] = random(3)
              %m = {between}
              %a = Conv(%m, %w1) kernel_shape=[1,1]
              %b = Conv(%a, %w2) kernel_shape=[1,1]
              %inner = Add(%b, %m)
              %outer = Add(%inner, %x)
              out %outer
            """);

        var site = Assert.Single(Assert.Single(ChainAnalysis.Run(graph)).Sites);

        Assert.Null(site.Conv);
        Assert.Equal(["m", "a", "b", "inner", "outer"], site.Region.Select(node => node.Output.Hint));
    }

    [Fact]
    public void WaysIntoTheMiddleOfAChainLeaveItsLayersToTheLongestWay()
    {
        var graph = GraphParser.Parse("""
            graph @shifted
              in %x : f32[1,3,5,5]
              in %t : f32[1,3,1,1]
              const %w : f32[3,3,1,1] = random(1)
              %a = Conv(%x, %w) kernel_shape=[1,1]
              %b = Add(%a, %t)
              %c = Relu(%b)
              %d = Conv(%c, %w) kernel_shape=[1,1]
              %u = Neg(%t)
              %e = Add(%d, %u)
              %f = Relu(%e)
              %g = Conv(%f, %w) kernel_shape=[1,1]
              out %g
            """);

        var chain = Assert.Single(ChainAnalysis.Run(graph));

        Assert.Equal([(1, "a"), (2, "d"), (3, "g")], chain.Sites.Select(site => (site.Index, site.Conv!.Output.Hint)));
        Assert.Equal(["t", "u"], chain.Sites.SelectMany(site => site.Tail.Shifts).Select(shift => shift.Outer.Hint));
    }

    /// <summary>The first walk comes upon the middle of the chain, and a later one upon its beginning.</summary>
    [Fact]
    public void WalksThatMeetGoOnTogether()
    {
        var graph = GraphParser.Parse("""
            graph @joined
              in %t : f32[1,3,1,1]
              in %x : f32[1,3,5,5]
              const %w : f32[3,3,1,1] = random(1)
              %p = MaxPool(%x) kernel_shape=[1,1]
              %q = MaxPool(%p) kernel_shape=[1,1]
              %a = Conv(%q, %w) kernel_shape=[1,1]
              %b = Add(%a, %t)
              %c = Relu(%b)
              %d = Conv(%c, %w) kernel_shape=[1,1]
              %e = Conv(%d, %w) kernel_shape=[1,1]
              %f = Add(%e, %d)
              %g = Conv(%f, %w) kernel_shape=[1,1]
              out %g
            """);

        var chain = Assert.Single(ChainAnalysis.Run(graph));

        Assert.Equal([(1, "a"), (2, "d"), (3, "e"), (4, "g")], chain.Sites.Select(site => (site.Index, site.Conv!.Output.Hint)));
        Assert.Equal([(2, 3)], chain.Spans.Select(span => (span.Start, span.End)));
    }

    /// <summary>Compounds have no convolution of their own by which they could be told to be taken.</summary>
    [Fact]
    public void ACompoundIsInOneChainOnly()
    {
        var graph = GraphParser.Parse("""
            graph @compounds
              in %t : f32[1,3,1,1]
              in %x : f32[1,3,5,5]
              const %w : f32[3,3,1,1] = random(1)
              %a = Conv(%x, %w) kernel_shape=[1,1]
              %b = Add(%a, %t)
              %c = Relu(%b)
              %p = GlobalAveragePool(%c)
              %q = Conv(%p, %w) kernel_shape=[1,1]
              %r = Sigmoid(%q)
              %y = Mul(%c, %r)
              out %y
            """);

        var chain = Assert.Single(ChainAnalysis.Run(graph));

        Assert.Equal(["a", "y"], chain.Sites.Select(site => (site.Conv ?? site.Region[^1]).Output.Hint));
    }

    private static Graph Nested(int depth)
    {
        var lines = new List<string> { "graph @nested", "in %x0 : f32[1,2,4,4]", "const %w : f32[2,2,1,1] = random(1)" };
        lines.AddRange(Enumerable.Range(1, depth).Select(number => $"%x{number} = Conv(%x{number - 1}, %w) kernel_shape=[1,1]"));
        lines.AddRange(Enumerable.Range(0, depth).Reverse().Select(number => $"%s{number} = Add(%{(number == depth - 1 ? "x" : "s")}{number + 1}, %x{number})"));
        return GraphParser.Parse(string.Join("\n  ", [.. lines, "out %s0"]));
    }
}
