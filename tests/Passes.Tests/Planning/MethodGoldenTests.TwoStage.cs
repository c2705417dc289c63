using System.Text.Json;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

public sealed partial class MethodGoldenTests
{
    private const string TwoStageFile = "two-stage-dp.json";

    [NeedsFact(Need.Golden)]
    public void Golden_two_stage_segments_are_the_legal_ones_with_their_merged_shapes()
    {
        var root = Read(TwoStageFile);
        GoldenCases.Check(root.Items("segment_sets"), set => set.Text("network"), (set, cases) =>
        {
            var legal = LegalSegments.Enumerate(set.Int("num_positions"), [.. set.Ints("forced_breaks")], [.. set.Segments("skips")]);
            cases.SameItems("segments", set.Segments("segments"), legal);
            if (!root.GetProperty("networks").TryGetProperty(set.Text("network"), out var network))
            {
                return;
            }

            ConvolutionShape[] chain = [.. network.Items("convs").Select(row => AsShape(row))];
            foreach (var row in set.Items("segments").Where(row => row.GetArrayLength() > 2))
            {
                var segment = row.AsSegment();
                cases.Same($"shape of {segment}", AsShape(row, skip: 2), ConvolutionShape.Merge(chain.AsSpan(segment.Start..segment.End)));
            }

            var entries = ExtendedImportance.Entries(legal, Linear(network));
            cases.SameItems("entries", set.Items("extended_entries").Select(row => string.Join(' ', row.AsInts())), entries.Select(Key));
        });
    }

    [NeedsFact(Need.Golden)]
    public void Golden_two_stage_tables_are_normalized_and_extended_alike()
    {
        var root = Read(TwoStageFile);
        GoldenCases.Check(root.GetProperty("extended_tables").EnumerateObject(), table => table.Name, (table, cases) =>
        {
            var raw = root.GetProperty("importance_tables").GetProperty(table.Value.Text("importance_table"));
            var network = root.GetProperty("networks").GetProperty(raw.Text("network"));
            CheckExtension(table.Value, raw.Importances("rows", skip: 1), table.Value.Importances("rows"), Linear(network), cases);
        });
    }

    [NeedsFact(Need.Golden)]
    public void Golden_two_stage_inner_program_gives_the_shipped_tables()
    {
        var networks = Read(TwoStageFile).GetProperty("networks");
        GoldenCases.Check(networks.EnumerateObject(), network => network.Name, (network, cases) =>
        {
            CheckInner(Table(network.Value, "time_csv"), Table(network.Value, "opt_time_csv"), cases);
        });
    }

    [NeedsFact(Need.Golden)]
    public void Golden_two_stage_plans_on_the_shipped_tables()
    {
        var root = Read(TwoStageFile);
        GoldenCases.Check(root.Items("solve_cases"), one => one.Id, (one, cases) =>
        {
            var merges = Table(one, "opt_time_csv");
            var extended = root.GetProperty("extended_tables").GetProperty(one.Text("extended_table")).Importances("rows");
            CheckReleased(one, Table(one, "time_csv"), merges, extended, cases);
            CheckCorrected(one, merges, extended, cases);
            CheckSafe(one, merges, extended, cases);
        });
    }

    [NeedsFact(Need.Golden)]
    public void Golden_two_stage_special_and_toy_cases()
    {
        var root = Read(TwoStageFile);
        GoldenCases.Check(root.Items("special_cases").Concat(root.Items("toy_cases")), one => one.Id, (one, cases) =>
        {
            var measured = one.Latencies("time_rows");
            CheckInner(measured, one.Latencies("opt_time_rows"), cases);
            CheckExtension(one, one.Importances("importance_rows"), one.Importances("extended_rows"), [.. one.Ints("block_ends")], cases);
            CheckReleased(one, measured, one.Latencies("opt_time_rows"), one.Importances("extended_rows"), cases);
            var gaps = one.Latencies("true_opt_time_rows_where_different");
            var corrected = BestMerges.Find(measured);
            CheckCorrected(one, gaps.IsEmpty ? one.Latencies("opt_time_rows") : corrected, one.Importances("extended_rows"), cases);
            foreach (var row in gaps)
            {
                var found = corrected.Single(other => other.Segment == row.Segment);
                cases.Close($"T_opt{row.Segment}", row.Milliseconds, found.Milliseconds, TableTolerance);
                cases.SameItems($"cuts of {row.Segment}", row.Cuts, found.Cuts);
            }
        });
    }

    private static void CheckExtension(
        JsonElement about,
        ImmutableArray<BlockImportance> measured,
        ImmutableArray<BlockImportance> expected,
        ImmutableArray<int> linear,
        GoldenCases cases)
    {
        var mean = ExtendedImportance.Mean(measured, about.Norm, linear);
        cases.Close("mean", about.Number("mean"), mean, TableTolerance);
        var found = ExtendedImportance.Extend(ExtendedImportance.Normalize(measured, about.Number("alpha"), mean));
        cases.SameItems("rows", expected.Select(Key), found.Select(Key));
        foreach (var (row, other) in expected.Zip(found))
        {
            cases.Close($"E({Key(row)})", row.Value, other.Value, TableTolerance);
            cases.SameItems($"cuts of ({Key(row)})", row.Cuts, other.Cuts);
        }
    }

    private static void CheckInner(ImmutableArray<SegmentLatency> measured, ImmutableArray<SegmentLatency> released, GoldenCases cases)
    {
        var found = BestMerges.Find(measured, Fidelity.Released);
        cases.SameItems("segments", released.Select(row => row.Segment), found.Select(row => row.Segment));
        foreach (var ((row, other), corrected) in released.Zip(found).Zip(BestMerges.Find(measured)))
        {
            cases.Close($"T_opt{row.Segment}", row.Milliseconds, other.Milliseconds, TableTolerance);
            cases.Close($"deviation of {row.Segment}", row.Deviation, other.Deviation, TableTolerance);
            cases.SameItems($"cuts of {row.Segment}", row.Cuts, other.Cuts);
            cases.Same($"{row.Segment} is no slower when corrected", true, corrected.Milliseconds <= row.Milliseconds + TableTolerance);
        }
    }

    /// <summary>What the released program answers, to the digit.</summary>
    private static void CheckReleased(
        JsonElement one,
        ImmutableArray<SegmentLatency> measured,
        ImmutableArray<SegmentLatency> merges,
        ImmutableArray<BlockImportance> extended,
        GoldenCases cases)
    {
        var ticks = Ticks.Floor(one.Number("prec"));
        var method = new TwoStage(one.Int("num_positions"), merges, extended, ticks);
        cases.Same("budget", (long)one.Int("int_budget"), ticks.Budget(one.Number("T0")));
        var solution = method.SolveAsReleased(one.Number("T0"));
        cases.Same("feasible as released", one.Flag("feasible"), solution is not null);
        if (solution is null || !one.Flag("feasible"))
        {
            return;
        }

        cases.Close("released objective", one.Number("objective"), solution.Worth, ObjectiveTolerance);
        var plan = method.ToPlan(solution);
        if (!one.Flag("unique_A"))
        {
            return;
        }

        cases.Same("released ticks", (long)one.Int("int_time"), solution.Ticks);
        cases.SameItems("released A", one.Ints("A"), plan.Activations);
        cases.SameItems("released S", one.Ints("S"), plan.Boundaries);
        cases.SameItems("released blocks", one.Items("blocks").Select(row => string.Join(' ', row.AsInts())), plan.Blocks.Select(Key));
        cases.Close("released milliseconds", one.Number("float_time"), plan.Milliseconds, TableTolerance);
        var fastest = BestMerges.Boundaries(one.Int("num_positions"), measured, plan.Activations)!.Value;
        cases.Same("S is the fastest for A", one.Flag("S_matches_float_optimal_merge"), fastest.SequenceEqual(plan.Boundaries));
    }

    /// <summary>The exact optimum of the same rounded problem; where the released program errs, the case says what is right.</summary>
    private static void CheckCorrected(
        JsonElement one, ImmutableArray<SegmentLatency> merges, ImmutableArray<BlockImportance> extended, GoldenCases cases)
    {
        var method = new TwoStage(one.Int("num_positions"), merges, extended, Ticks.Floor(one.Number("prec")));
        var solution = PlanSolver.Solve(method.Problem).Best(one.Int("int_budget"));
        double? released = one.Flag("feasible") ? one.Number("objective") : null;
        var right = one.TryGetProperty("brute_force_objective", out var exact)
            ? exact.ValueKind is JsonValueKind.Number ? exact.GetDouble() : null
            : released;
        cases.Close("objective", right, solution?.Worth, ObjectiveTolerance);
        if (solution is not null && right is not null && right == released && one.Flag("unique_A"))
        {
            cases.SameItems("A", one.Ints("A"), method.ToPlan(solution).Activations);
        }
    }

    /// <summary>The best plan that keeps its budget in real milliseconds.</summary>
    private static void CheckSafe(
        JsonElement one, ImmutableArray<SegmentLatency> merges, ImmutableArray<BlockImportance> extended, GoldenCases cases)
    {
        if (!one.TryGetProperty("safe_reference", out var safe) || safe.ValueKind is JsonValueKind.Null)
        {
            return;
        }

        var method = new TwoStage(one.Int("num_positions"), merges, extended, Unrounded);
        var solution = PlanSolver.Solve(method.Problem).Best(Unrounded.Budget(one.Number("T0")));
        cases.Close("safe objective", safe.Number("objective"), solution?.Worth, ObjectiveTolerance);
        if (solution is null)
        {
            return;
        }

        var plan = method.ToPlan(solution);
        cases.Same("safe plan keeps the budget", true, plan.Milliseconds <= one.Number("T0") + TableTolerance);
        if (one.Flag("unique_A"))
        {
            cases.SameItems("safe A", safe.Ints("A"), plan.Activations);
            cases.Close("safe milliseconds", safe.Number("float_time"), plan.Milliseconds, TableTolerance);
        }
    }

    private static ImmutableArray<int> Linear(JsonElement network) =>
        network.Text("act_flag_rule") == "block_ends" ? [.. network.Ints("block_ends")] : [];

    private static string Key(BlockImportance row) =>
        $"{row.Segment.Start} {row.Segment.End} {(row.StartActive ? 1 : 0)} {(row.EndActive ? 1 : 0)}";



    private static ImmutableArray<SegmentLatency> Table(JsonElement about, string file) =>
        LatencyCsv.Parse(File.ReadAllText(SharedFolder.GoldenFile(about.Text(file))));

    private static ConvolutionShape AsShape(JsonElement row, int skip = 0) =>
        row.AsInts()[skip..] is [var inputs, var outputs, var kernel, var stride, var padding, var groups]
        ? new(inputs, outputs, kernel, stride, padding, groups)
        : throw new InvalidDataException($"six numbers describe a convolution, not {row}");
}
