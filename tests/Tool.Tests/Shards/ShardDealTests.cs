using DepthCompress.Benchmarks.Scale;

namespace DepthCompress.Tool.Tests.Shards;

/// <summary>How rows are dealt to tasks, and the simulation that docs/scale.md shows.</summary>
public sealed class ShardDealTests
{
    [Fact]
    public void EqualPiecesAreDealtInTurn() => Assert.Equal(["a d g", "b e", "c f"], Texts(ShardDeal.Run(Pieces("a b c d e f g"), 3)));

    [Fact]
    public void TheLargestComesFirstAndEachGoesToWhoHasLeast() =>
        Assert.Equal(["g1 g2 g3 g4 g5 g6", "b1 b2 b3 d1 d2", "a1 a2 c1 c2"], Texts(ShardDeal.Run(
            Pieces("a1,a2 b1,b2,b3 c1,c2 d1,d2 g1,g2,g3,g4,g5,g6"), 3)));

    [Theory]
    [InlineData(7, 3)]
    [InlineData(100, 9)]
    [InlineData(12, 12)]
    public void EveryRowIsDealtOnceAndNoShardHasMoreThanAPieceTooMuch(int count, int shards)
    {
        var random = new Random(count);
        ImmutableArray<ImmutableArray<string>> pieces =
            [.. Enumerable.Range(0, count).Select(piece => Enumerable.Range(0, random.Next(1, 20)).Select(row => $"{piece}.{row}").ToImmutableArray())];
        var dealt = ShardDeal.Run(pieces, shards);
        Assert.Equal(pieces.SelectMany(piece => piece).Order(StringComparer.Ordinal), dealt.SelectMany(rows => rows).Order(StringComparer.Ordinal));
        Assert.InRange(dealt.Max(rows => rows.Length) - dealt.Min(rows => rows.Length), 0, pieces.Max(piece => piece.Length));
        Assert.All(dealt, rows => Assert.NotEmpty(rows));
    }

    [Fact]
    public void TheTablesOfTheDocumentAreWhatTheSimulationPrints()
    {
        // All of them take too long for a test; what changes one changes these.
        var document = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "scale.md"));
        Assert.Contains(ScaleTable.RowOf(ScaleTable.MobileNet, 1000), document, StringComparison.Ordinal);
        Assert.Contains(ScaleTable.RowOf(ScaleTable.Applied, 100), document, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsLostIsFoundAgainAndTheSameSeedIsTheSameRun()
    {
        var rough = ScaleTable.Applied with { Rows = 60, Workers = 6, LargestPiece = 1, RowSeconds = 90, NodeHours = 0.5, Crashes = 0.05, TimeLimit = 1200 };
        var (first, second) = (ScaleRun.Of(rough), ScaleRun.Of(rough));
        Assert.Equal((first.Seconds, first.Wasted, first.Started), (second.Seconds, second.Wasted, second.Started));
        Assert.True(first.Started > first.Tasks);
        Assert.Equal(60, first.Found);
    }

    private static ImmutableArray<ImmutableArray<string>> Pieces(string text) => [.. text.Split(' ').Select(piece => piece.Split(',').ToImmutableArray())];

    private static IEnumerable<string> Texts(ImmutableArray<ImmutableArray<string>> dealt) => dealt.Select(rows => string.Join(' ', rows));
}
