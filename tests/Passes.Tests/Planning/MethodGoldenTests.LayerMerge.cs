using System.Text.Json;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

public sealed partial class MethodGoldenTests
{
    private const string LayerMergeFile = "layermerge-dp.json";

    /// <summary>Fine enough to tell any two measured times apart.</summary>
    private static readonly Ticks Unrounded = Ticks.Ceiling(1e12);

    [NeedsFact(Need.Golden)]
    public void Golden_layer_merge_plans()
    {
        var root = Read(LayerMergeFile);
        GoldenCases.Check(root.Items("layermerge"), one => one.Id, (one, cases) =>
        {
            var table = root.GetProperty("tables").GetProperty(one.Text("table"));
            CheckReleased(one, table, cases);
            CheckExact(one, table, cases);
            CheckSafe(one, table, cases);
        });
    }

    [NeedsFact(Need.Golden)]
    public void Golden_layer_merge_frontiers_in_real_milliseconds()
    {
        var tables = Read(LayerMergeFile).GetProperty("tables").EnumerateObject();
        var withFrontier = tables.Where(table => table.Value.TryGetProperty("frontier_real", out _));
        GoldenCases.Check(withFrontier, table => table.Name, (table, cases) =>
        {
            var method = new LayerMerge(table.Value.Int("act_num"), table.Value.KernelRows("rows"), Unrounded);
            var found = PlanSolver.Solve(method.Problem).Solutions;
            JsonElement[] expected = [.. table.Value.Items("frontier_real")];
            cases.Same("points", expected.Length, found.Length);
            foreach (var (point, solution) in expected.Zip(found))
            {
                cases.Close("milliseconds", point[0].GetDouble(), method.ToPlan(solution).Milliseconds, TableTolerance);
                cases.Close("objective", point[1].GetDouble(), solution.Worth, LayerMergeTolerance);
            }
        });
    }

    [NeedsFact(Need.Golden)]
    public void Golden_layer_merge_segments_and_the_keys_of_whole_networks()
    {
        GoldenCases.Check(Read(LayerMergeFile).Items("segments"), one => one.Id, (one, cases) =>
        {
            var segments = LegalSegments.Enumerate(one.Int("act_num"), [.. one.Ints("breaks")], [.. one.Segments("skips")]);
            cases.SameItems("segments", one.Segments("segments"), segments);
            if (!one.TryGetProperty("entries", out var entries))
            {
                return;
            }

            var chain = Chain(one);
            var vanishing = one.Segments("identity_allowed_segments");
            string[] found =
            [
                .. segments.SelectMany(segment => KernelOptions
                    .Enumerate(Inside(chain, segment), vanishing.Contains(segment), Fidelity.Released)
                    .Select(option => $"{segment} {KeyOf(option)} {Counts(Inside(chain, segment), option)}")),
            ];
            var expected = entries.EnumerateArray().Select(row => $"{row.AsSegment()} {row[2]} {row[3]} {row[4]} {Counts(row[5])}");
            cases.SameItems("keys", expected, found);
            cases.Same("entries", one.Int("n_entries"), found.Length);
        });
    }

    [NeedsFact(Need.Golden)]
    public void Golden_layer_merge_selection_of_the_convolutions_that_stay()
    {
        GoldenCases.Check(Read(LayerMergeFile).Items("selection"), one => one.Id, (one, cases) =>
        {
            ImmutableArray<ChainConvolution> segment = [.. one.Items("convs").Select(AsConvolution)];
            var irreducible = one.Items("convs").Select(row => row.Flag("irreducible"));
            cases.SameItems("irreducible", irreducible, segment.Select(row => row.Shape.IsIrreducible));

            JsonElement[] entries = [.. one.Items("entries")];
            var released = KernelOptions.Enumerate(segment, one.Flag("allow_identity"), Fidelity.Released);
            var corrected = KernelOptions.Enumerate(segment, one.Flag("allow_identity"));
            var keys = entries.Select(row => $"{row.Int("ker")} {row.Int("stride")} {row.Flag("is_dw")}");
            cases.SameItems("keys", keys, released.Select(KeyOf));
            cases.SameItems("corrected keys", released.Select(KeyOf), corrected.Select(KeyOf));
            foreach (var (row, option, better) in entries.Zip(released, corrected))
            {
                cases.SameItems($"kept for {KeyOf(option)}", row.Ints("chosen"), option.Kept);
                var gain = Norm(segment, better) - Norm(segment, option);
                cases.Same($"corrected {KeyOf(option)} keeps no less", true, gain >= -TableTolerance);
            }
        });
    }

    [NeedsFact(Need.Golden)]
    public void Golden_layer_only_knapsacks()
    {
        var root = Read(LayerMergeFile);
        GoldenCases.Check(root.Items("layer_only"), one => one.Id, (one, cases) =>
        {
            var table = root.GetProperty("layer_only_tables").GetProperty(one.Text("table"));
            var worth = table.Items("importance").ToDictionary(row => row[0].GetInt32(), row => (double?)row[1].GetDouble());
            var layers = table.Items("time").Select(row =>
                new LayerRow(row[0].GetInt32(), row[1].GetDouble(), worth.GetValueOrDefault(row[0].GetInt32())));
            var ticks = Ticks.Floor(one.Number("prec"));
            var method = new LayerOnly([.. layers], ticks);
            cases.Same("budget", (long)one.Int("budget_int"), ticks.Budget(one.Number("time_limit")));
            var solution = PlanSolver.Solve(method.Problem).Best(one.Int("budget_int"));
            var official = one.GetProperty("official");
            cases.Same("feasible", official.Flag("feasible"), solution is not null);
            if (solution is null || !official.Flag("feasible"))
            {
                return;
            }

            cases.Close("objective", official.Number("objective"), solution.Worth, LayerMergeTolerance);
            if (one.Flag("unique"))
            {
                var kept = method.Kept(solution);
                cases.Same("ticks", (long)official.Int("int_time"), solution.Ticks);
                cases.Close("milliseconds", official.Number("flt_time"), kept.Sum(row => row.Milliseconds), TableTolerance);
                cases.SameItems("kept", official.Ints("conv_ind"), kept.Select(row => row.Position).Prepend(0));
                var chosen = kept.Where(row => row.Importance is not null).Select(row => row.Position);
                cases.SameItems("kept by choice", official.Ints("kept_prunable"), chosen);
            }
        });
    }

    [NeedsFact(Need.Golden)]
    public void Golden_two_stage_copy_in_layer_merge()
    {
        GoldenCases.Check(Read(LayerMergeFile).Items("depth2023"), one => one.Id, (one, cases) =>
        {
            var measured = one.Latencies("rows");
            CheckInner(measured, one.Latencies("t_opt"), cases);
            ImmutableArray<BlockImportance> importances =
            [
                .. one.Items("rows").Select(row =>
                    new BlockImportance(row.AsSegment(), StartActive: true, EndActive: true, row[3].GetDouble())),
            ];
            var mean = ExtendedImportance.Mean(importances, one.Norm, linear: []);
            var extended = ExtendedImportance.Extend(ExtendedImportance.Normalize(importances, one.Number("alpha"), mean));
            foreach (var (row, other) in one.Items("i_ext").Zip(extended))
            {
                cases.Close($"I{other.Segment}", row[2].GetDouble(), other.Value, TableTolerance);
            }

            var official = one.GetProperty("official");
            var merges = BestMerges.Find(measured, Fidelity.Released);
            var method = new TwoStage(one.Int("act_num"), merges, extended, Ticks.Floor(one.Number("prec")));
            var solution = method.SolveAsReleased(one.Number("time_limit"));
            cases.Close("objective", official.Number("objective"), solution?.Worth, LayerMergeTolerance);
            if (solution is not null && OptimumIsUnique(one))
            {
                var plan = method.ToPlan(solution);
                cases.Same("ticks", (long)official.Int("int_time"), solution.Ticks);
                cases.Close("milliseconds", official.Number("flt_time"), plan.Milliseconds, TableTolerance);
                cases.SameItems("A", official.Ints("act_pos"), plan.Activations);
                cases.SameItems("S", official.Ints("merge_pos"), plan.Boundaries);
            }
        });
    }

    /// <summary>The sets of a published solution are segments and kernel sizes of its network's table.</summary>
    [NeedsFact(Need.Golden)]
    public void Golden_layer_merge_published_solutions_are_plans()
    {
        var root = Read(LayerMergeFile);
        var networks = root.Items("segments").ToDictionary(one => one.Id);
        GoldenCases.Check(root.Items("published_solutions"), one => one.Id, (one, cases) =>
        {
            var network = networks[$"seg-{one.Text("network")}"];
            var legal = LegalSegments.Enumerate(network.Int("act_num"), [.. network.Ints("breaks")], [.. network.Segments("skips")]);
            var vanishing = network.Segments("identity_allowed_segments");
            var kept = one.Ints("conv_ind").ToHashSet();
            int[] boundaries = [.. one.Ints("act_ind").Where(position => position <= network.Int("act_num"))];
            foreach (var (start, end) in boundaries.Zip(boundaries.Skip(1)))
            {
                var segment = new Segment(start, end);
                var inside = Inside(Chain(network), segment);
                int[] stays = [.. inside.Select(row => row.Position).Where(kept.Contains)];
                var counts = KernelOptions.Enumerate(inside, vanishing.Contains(segment)).Select(option => option.Kept.Length);
                cases.Same($"{segment} is legal", true, legal.Contains(segment));
                var gone = inside.Where(row => !kept.Contains(row.Position));
                cases.Same($"{segment} keeps what cannot go", false, gone.Any(row => row.Shape.IsIrreducible));
                cases.Same($"{segment} with {stays.Length} convolutions is an option", true, counts.Contains(stays.Length));
            }
        });
    }
}
