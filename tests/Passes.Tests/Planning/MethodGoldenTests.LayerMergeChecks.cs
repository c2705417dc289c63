using System.Text.Json;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

public sealed partial class MethodGoldenTests
{
    private const double LayerMergeTolerance = 1e-7;

    /// <summary>What the released program answers, its slips included.</summary>
    private static void CheckReleased(JsonElement one, JsonElement table, GoldenCases cases)
    {
        var ticks = Ticks.Floor(one.Number("prec"));
        var method = new LayerMerge(table.Int("act_num"), table.KernelRows("rows"), ticks);
        var solution = method.SolveAsReleased(one.Number("time_limit"));
        var official = one.GetProperty("official");
        cases.Same("budget", (long)one.Int("budget_int"), ticks.Budget(one.Number("time_limit")));
        cases.Same("feasible as released", official.Flag("feasible"), solution is not null);
        if (solution is null || !official.Flag("feasible"))
        {
            return;
        }

        cases.Close("released objective", official.Number("objective"), solution.Worth, LayerMergeTolerance);
        cases.Same("released ticks", (long)official.Int("int_time"), solution.Ticks);
        var plan = method.ToPlan(solution);
        if (one.Flag("unique"))
        {
            cases.Close("released milliseconds", official.Number("flt_time"), plan.Milliseconds, TableTolerance);
            cases.SameItems("released A", official.Ints("act_ind"), plan.Boundaries);
            cases.SameItems("released C", official.Ints("conv_ind"), plan.Convolutions);
            cases.SameItems(
                "released segments",
                official.Items("segments").Select(row => (
                    row.Int("st"), row.Int("end"), row.Int("ker"), row.Int("str"), row.Flag("is_dw"),
                        string.Join(',', row.Ints("conv_comb")))),
                plan.Segments.Select(row => (
                    row.Segment.Start, row.Segment.End, row.Kernel, row.Stride, row.Depthwise, string.Join(',', row.Kept))));
        }
    }

    /// <summary>The optimum of the rounded problem: what the file calls exact, or the released answer where it is right.</summary>
    private static void CheckExact(JsonElement one, JsonElement table, GoldenCases cases)
    {
        var right = one.TryGetProperty("exact", out var exact) ? exact : one.GetProperty("official");
        var method = new LayerMerge(table.Int("act_num"), table.KernelRows("rows"), Ticks.Floor(one.Number("prec")));
        var solution = PlanSolver.Solve(method.Problem).Best(one.Int("budget_int"));
        cases.Same("feasible", right.Flag("feasible"), solution is not null);
        if (solution is null || !right.Flag("feasible"))
        {
            return;
        }

        cases.Close("objective", right.Number("objective"), solution.Worth, LayerMergeTolerance);
        cases.Same("ticks", (long)right.Int("int_time"), solution.Ticks);
        if (right.TryGetProperty("path", out var path) && OptimumIsUnique(one))
        {
            var found = method.ToPlan(solution).Segments.Select(row => $"{row.Segment} {row.Kernel}");
            cases.SameItems("path", path.EnumerateArray().Select(row => $"{row.AsSegment()} {row[2]}"), found);
        }
        else if (one.Flag("unique"))
        {
            cases.SameItems("A", right.Ints("act_ind"), method.ToPlan(solution).Boundaries);
            cases.SameItems("C", right.Ints("conv_ind"), method.ToPlan(solution).Convolutions);
        }
    }

    /// <summary>The best plan that keeps its budget in real milliseconds.</summary>
    private static void CheckSafe(JsonElement one, JsonElement table, GoldenCases cases)
    {
        var safe = one.GetProperty("safe_reference");
        double? objective = safe.ValueKind is JsonValueKind.Null ? null : safe.Number("objective");
        var method = new LayerMerge(table.Int("act_num"), table.KernelRows("rows"), Unrounded);
        var solution = PlanSolver.Solve(method.Problem).Best(Unrounded.Budget(one.Number("time_limit")));
        cases.Close("safe objective", objective, solution?.Worth, LayerMergeTolerance);
        if (solution is not null && objective is not null)
        {
            cases.Close("safe milliseconds", safe.Number("flt_time"), method.ToPlan(solution).Milliseconds, TableTolerance);
        }
    }

    private static bool OptimumIsUnique(JsonElement one) =>
        !one.TryGetProperty("brute_force", out var counted) || counted.Int("n_optimal") == 1;

    private static ChainConvolution AsConvolution(JsonElement row)
    {
        var groups = row.Flag("depthwise") ? row.Int("cin") : 1;
        var shape = new ConvolutionShape(row.Int("cin"), row.Int("cout"), row.Int("k"), row.Int("stride"), row.Int("k") / 2, groups);
        return new ChainConvolution(row.Int("pos"), shape, row.Number("l1"));
    }

    /// <summary>The columns are pos, k, stride, cin, cout, groups; norms are not known.</summary>
    private static ImmutableArray<ChainConvolution> Chain(JsonElement network) =>
    [
        .. network.Items("convs").Select(row => row.AsInts()).Select(row =>
            new ChainConvolution(row[0], new ConvolutionShape(row[3], row[4], row[1], row[2], row[1] / 2, row[5]), Norm: 1)),
    ];

    private static ImmutableArray<ChainConvolution> Inside(ImmutableArray<ChainConvolution> chain, Segment segment) =>
        [.. chain.Where(row => row.Position > segment.Start && row.Position <= segment.End)];

    private static string KeyOf(KernelOption option) => $"{option.Kernel} {option.Stride} {option.Depthwise}";

    /// <summary>How many convolutions of each kernel size and kind remain, in the order the kinds appear.</summary>
    private static string Counts(ImmutableArray<ChainConvolution> segment, KernelOption option) => string.Join(' ', segment
        .GroupBy(row => (row.Shape.Kernel, row.Shape.IsDepthwise))
        .Select(type => $"{type.Key.Kernel}/{type.Key.IsDepthwise}:{type.Count(row => option.Kept.Contains(row.Position))}"));

    private static string Counts(JsonElement counts) =>
        string.Join(' ', counts.EnumerateArray().Select(type => $"{type[0]}/{type[1]}:{type[2]}"));

    private static double Norm(ImmutableArray<ChainConvolution> segment, KernelOption option) =>
        segment.Where(row => option.Kept.Contains(row.Position)).Sum(row => row.Norm);
}
