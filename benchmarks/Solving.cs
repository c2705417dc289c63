using BenchmarkDotNet.Attributes;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Benchmarks;

/// <summary>
/// The whole frontier of a network of MobileNetV2's size: 52 positions, 171 segments, one to eleven ways to realize each. Times and worths
/// are drawn with a fixed seed, in the proportions of the published tables.
/// </summary>
[MemoryDiagnoser]
public class Solving
{
    private const int Positions = 52;
    private const int Segments = 171;

    private PlanProblem _problem = new(0, []);
    private Frontier _frontier = new([]);

    /// <summary>Ways to realize a segment.</summary>
    [Params(1, 3, 11)]
    public int Options { get; set; }

    /// <summary>Draws the problem.</summary>
    [GlobalSetup]
    public void Draw()
    {
        var random = new Random(20260711);
        var unit = Ticks.Ceiling();
        var choices = ImmutableArray.CreateBuilder<Choice>();
        foreach (var segment in Shortest())
        {
            var milliseconds = 0.6 * segment.Length * (0.6 + (0.4 * random.NextDouble()));
            var loss = 0.01 * (segment.Length - 1) * segment.Length * random.NextDouble();
            for (var option = 1; option <= Options; option++)
            {
                var share = (double)option / Options;
                var ticks = unit.Cost(milliseconds * (0.3 + (0.7 * share)) * (0.9 + (0.2 * random.NextDouble())));
                choices.Add(new Choice(segment.Start, segment.End, ticks,
                    -loss - (0.05 * segment.Length * (1 - share) * random.NextDouble())));
            }
        }

        _problem = new PlanProblem(Positions, choices.ToImmutable());
        _frontier = PlanSolver.Solve(_problem);
    }

    /// <summary>Every budget at once.</summary>
    [Benchmark]
    public Frontier WholeFrontier() => PlanSolver.Solve(_problem);

    /// <summary>Another budget, as after each measurement of a realized plan.</summary>
    [Benchmark]
    public Solution? AnotherBudget() => _frontier.Best(_frontier.Solutions[^1].Ticks / 2);

    /// <summary>As many segments as MobileNetV2 has, the shortest first.</summary>
    private static IEnumerable<Segment> Shortest() =>
        Enumerable.Range(1, Positions)
            .SelectMany(length => Enumerable.Range(0, Positions - length + 1).Select(start => new Segment(start, start + length)))
            .Take(Segments);
}
