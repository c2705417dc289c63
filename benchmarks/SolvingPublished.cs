using BenchmarkDotNet.Attributes;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Benchmarks;

/// <summary>
/// From finished tables to plans on the golden tables: the exact frontier of all budgets, and the released programs at a published budget,
/// with their rounding. Both begin with the parsed tables; the two-stage method's inner program and the extension are part of it.
/// </summary>
[MemoryDiagnoser]
public class SolvingPublished
{
    private Func<Ticks, object> _frontier = _ => new object();
    private Func<object?> _released = () => null;

    /// <summary>A network, a method, the rows of its importance table, and the published budget in milliseconds.</summary>
    [Params("mobilenetv2 two-stage 315 rows 25 ms", "vgg19 two-stage 36 rows 160 ms", "mobilenetv2 layermerge 391 rows 22.3 ms",
        "resnet34 layermerge 150 rows 146 ms")]
    public string Case { get; set; } = "";

    /// <summary>Reads the tables.</summary>
    [GlobalSetup]
    public void Read()
    {
        switch (Case.Split(' ')[..2])
        {
            case ["mobilenetv2", "two-stage"]:
                TwoStage("mbv2_1.0_time.csv", "mbv2_1.0/smooth-11/single/1.6", positions: 50, milliseconds: 25, precision: 20,
                    linear: [.. Enumerable.Range(0, 17).Select(block => (3 * block) + 2)]);
                break;
            case ["vgg19", "two-stage"]:
                TwoStage("vgg19_no_trt_time.csv", "vgg19/smooth-31/single/1.4", positions: 16, milliseconds: 160, precision: 10,
                    linear: []);
                break;
            case ["mobilenetv2", _]:
                LayerMerge("lm-net-mobilenetv2-s12", milliseconds: 22.3);
                break;
            default:
                LayerMerge("lm-net-resnet34-s11", milliseconds: 146);
                break;
        }
    }

    /// <summary>Every budget at once, exact.</summary>
    [Benchmark]
    public object WholeFrontier() => _frontier(Ticks.Ceiling());

    /// <summary>What the released program answers for its budget.</summary>
    [Benchmark]
    public object? ReleasedAtItsBudget() => _released();

    private void TwoStage(
        string latencies, string extended, int positions, double milliseconds, double precision, ImmutableArray<int> linear)
    {
        var (times, measured, alpha) = GoldenTables.TwoStage(latencies, extended);
        _frontier = ticks => PlanSolver.Solve(Program(ticks, Fidelity.Corrected).Problem);
        _released = () => Program(Ticks.Floor(precision), Fidelity.Released).SolveAsReleased(milliseconds);

        TwoStage Program(Ticks ticks, Fidelity fidelity)
        {
            var mean = ExtendedImportance.Mean(measured, NormalizeOver.Single, linear);
            var worths = ExtendedImportance.Extend(ExtendedImportance.Normalize(measured, alpha, mean));
            return new TwoStage(positions, BestMerges.Find(times, fidelity), worths, ticks);
        }
    }

    private void LayerMerge(string table, double milliseconds)
    {
        var (positions, rows) = GoldenTables.LayerMerge(table);
        _frontier = ticks => PlanSolver.Solve(new LayerMerge(positions, rows, ticks).Problem);
        _released = () => new LayerMerge(positions, rows, Ticks.Floor(10)).SolveAsReleased(milliseconds);
    }
}
