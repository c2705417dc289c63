using BenchmarkDotNet.Attributes;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Benchmarks;

/// <summary>
/// One plan for two or three devices: the golden table of a network, with other latencies for the other devices. On each of them a kind of
/// kernel is slower or faster than on the first, as on real ones, and every row varies by a tenth. The budget is a part of what the whole
/// network takes, the same for all.
/// </summary>
[MemoryDiagnoser]
public class SolvingForDevices
{
    private JointProblem _problem = new([]);
    private ImmutableArray<long> _budgets = [];

    /// <summary>How many there are.</summary>
    [Params(2, 3)]
    public int Devices { get; set; }

    /// <summary>The table.</summary>
    [Params("lm-net-mobilenetv2-s12", "lm-net-resnet34-s11", "drawn 56 layers 3000 rows")]
    public string Table { get; set; } = "";

    /// <summary>The budget of every device.</summary>
    [Params(0.5, 0.7)]
    public double Part { get; set; }

    /// <summary>Makes the devices.</summary>
    [GlobalSetup]
    public void Read()
    {
        var (positions, rows) = Table.StartsWith("drawn", StringComparison.Ordinal) ? Drawn() : GoldenTables.LayerMerge(Table);
        var problems = Enumerable.Range(0, Devices).Select(device => new LayerMerge(positions, OnDevice(rows, device), Ticks.Ceiling()).Problem);
        _problem = new JointProblem([.. problems]);
        _budgets = [.. _problem.Devices.Select(device => (long)(Part * Whole(device)))];
    }

    /// <summary>The best plan within all budgets, proved.</summary>
    [Benchmark]
    public JointSolution? WithinAllBudgets() => JointSolver.Solve(_problem, _budgets);

    /// <summary>The first device alone, for comparison.</summary>
    [Benchmark(Baseline = true)]
    public Solution? OneDevice() => PlanSolver.Solve(_problem.Devices[0], _budgets[0]).Best(_budgets[0]);

    private static ImmutableArray<KernelRow> OnDevice(ImmutableArray<KernelRow> rows, int device)
    {
        var random = new Random(20261122 + device);
        var byKernel = rows.Select(row => (row.Kernel, row.Depthwise)).Distinct().Order()
            .ToDictionary(kind => kind, _ => device == 0 ? 1 : 0.4 + (1.6 * random.NextDouble()));
        return
        [
            .. rows.Select(row => row with
            {
                Milliseconds = row.Milliseconds * byKernel[(row.Kernel, row.Depthwise)] * (device == 0 ? 1 : 0.9 + (0.2 * random.NextDouble())),
            }),
        ];
    }

    /// <summary>What the network takes as it is: every position by its own slowest row.</summary>
    private static long Whole(PlanProblem problem) => problem.Choices.Where(choice => choice.To == choice.From + 1)
        .GroupBy(choice => choice.From).Sum(position => position.Max(choice => choice.Ticks));

    /// <summary>As many rows as the family of fitted convolutions gives a ResNet-56.</summary>
    private static (int Positions, ImmutableArray<KernelRow> Rows) Drawn()
    {
        const int Positions = 56;
        var random = new Random(20261122);
        var rows = ImmutableArray.CreateBuilder<KernelRow>();
        for (var length = 1; length <= 20; length++)
        {
            for (var start = 0; start + length <= Positions; start++)
            {
                foreach (var kernel in (ReadOnlySpan<int>)[1, 3, 5])
                {
                    var loss = length == 1 && kernel == 5 ? 0 : 0.01 * length * random.NextDouble() * (6 - kernel);
                    rows.Add(new KernelRow(new Segment(start, start + length), kernel, 1, false,
                        (0.3 + (0.1 * length)) * (0.5 + (0.1 * kernel)) * (0.9 + (0.2 * random.NextDouble())), Math.Exp(-loss), []));
                }
            }
        }

        return (Positions, rows.ToImmutable());
    }
}
