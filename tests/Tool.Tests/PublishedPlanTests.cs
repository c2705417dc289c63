using System.Globalization;
using System.Text;
using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Tool.Tests;

/// <summary>The plans of the released programs, from their tables to our plan files, on networks of the zoo.</summary>
public sealed class PublishedPlanTests : IDisposable
{
    private const string TwoStage = "two-stage-dp.json";
    private const string Merge = "layermerge-dp.json";
    private readonly CommandLine line = new();

    public static TheoryData<string> TwoStageCases => Cases(TwoStage, root => root.GetProperty("solve_cases"), one =>
        one.TryGetProperty("unique_A", out var unique) && unique.GetBoolean() && one.GetProperty("network").GetString() != "mbv2_1.4");

    public static TheoryData<string> LayerMergeCases => Cases(Merge, root => root.GetProperty("layermerge"), one =>
        one.GetProperty("group").GetString() == "network"
            && !one.GetProperty("table").GetString()!.Contains("ddpm", StringComparison.Ordinal));

    public static TheoryData<string> LayerOnlyCases => Cases(Merge, root => root.GetProperty("layer_only"), one =>
        one.GetProperty("table").GetString() is { } table && (table.Contains("resnet34") || table.Contains("mobilenetv2")));

    [NeedsTheory(Need.Golden, Need.OnnxRuntime)]
    [MemberData(nameof(TwoStageCases))]
    public void TwoStagePlansAreThePublishedOnes(string id)
    {
        var root = Read(TwoStage);
        var one = root.GetProperty("solve_cases").EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == id);
        var extended = root.GetProperty("extended_tables").GetProperty(one.GetProperty("extended_table").GetString()!);
        var raw = root.GetProperty("importance_tables").GetProperty(extended.GetProperty("importance_table").GetString()!);
        File.WriteAllText(line["imp.csv"], ",id,st,end,st_act,end_act,train_loss,train_acc,val_loss,val_acc\n" + string.Concat(
            raw.GetProperty("rows").EnumerateArray()
                .Select(row => Invariant($"0,{row[0]},{row[1]},{row[2]},{row[3]},{row[4]},0,0,0,{row[5]}\n"))));
        var network = one.GetProperty("network").GetString()!;
        Write(network.StartsWith("vgg", StringComparison.Ordinal) ? "vgg19" : "mobilenetv2");

        Assert.Equal(ExitCode.Done, line.Run("plan", line["model.onnx"], "--method", "two-stage", "--faithful",
            "--latencies", SharedFolder.GoldenFile(one.GetProperty("time_csv").GetString()!), "--importances", line["imp.csv"],
            "--alpha", Invariant($"{extended.GetProperty("alpha").GetDouble()}"), "--normalize-over",
                extended.GetProperty("norm").GetString()!,
            "--ticks-per-ms", $"{one.GetProperty("prec")}", "--budget-ms", $"{one.GetProperty("T0")}", "-o", line["plan.json"]));

        var (network1, plan) = Plan();
        var (activations, boundaries) = Sets(network1, plan, one.GetProperty("num_positions").GetInt32());
        Assert.Equal(Ints(one, "A"), activations);
        Assert.Equal(Ints(one, "S"), boundaries);
        Assert.Equal(one.GetProperty("float_time").GetDouble(), plan.PredictedMilliseconds, 1e-9);
        Assert.Empty(line.Measured);
        Assert.Contains("sums over these layers, as published", line.Output, StringComparison.Ordinal);
    }

    [NeedsTheory(Need.Golden, Need.OnnxRuntime)]
    [MemberData(nameof(LayerMergeCases))]
    public void LayerMergePlansAreThePublishedOnes(string id)
    {
        var root = Read(Merge);
        var one = root.GetProperty("layermerge").EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == id);
        var name = one.GetProperty("table").GetString()!;
        var (times, worths) = (new StringBuilder("id,st,end,ker,str,is_dw,time,stdev\n"),
            new StringBuilder(",id,st,end,ker,str,is_dw,conv_comb,importance\n"));
        foreach (var row in root.GetProperty("tables").GetProperty(name).GetProperty("rows").EnumerateArray())
        {
            var key = $"{row[0]},{row[1]},{row[2]},{row[3]},{(row[4].ValueKind is JsonValueKind.True ? "True" : "False")}";
            times.Append(CultureInfo.InvariantCulture, $"0,{key},{row[5]},0.0\n");
            worths.Append(CultureInfo.InvariantCulture, $"0,0,{key},\"({string.Join(", ", row[7].EnumerateArray())},)\",{row[6]}\n");
        }

        File.WriteAllText(line["time.csv"], times.ToString());
        File.WriteAllText(line["imp.csv"], worths.ToString());
        Write(name.Contains("resnet34") ? "resnet34" : "mobilenetv2");

        Assert.Equal(ExitCode.Done,
            line.Run("plan", line["model.onnx"], "--method", "layermerge", "--faithful", "--latencies", line["time.csv"],
            "--importances", line["imp.csv"], "--ticks-per-ms", $"{one.GetProperty("prec")}", "--budget-ms",
                $"{one.GetProperty("time_limit")}",
            "-o", line["plan.json"]));

        var (network, plan) = Plan();
        var official = one.GetProperty("official");
        var expected = official.GetProperty("segments").EnumerateArray()
            .Where(segment => segment.GetProperty("end").GetInt32() - segment.GetProperty("st").GetInt32() > 1)
            .Select(segment => $"{segment.GetProperty("st")}-{segment.GetProperty("end")}: {string.Join(' ', Ints(segment, "conv_comb"))}");
        Assert.Equal(expected, Candidates(network, plan).Cast<Candidate.Compose>().Select(candidate =>
        {
            var start = Flat(network, candidate) - 1;
            var kept = Enumerable.Range(candidate.Segment.Start + 1, candidate.Segment.Length)
                .Where(site => !candidate.Pruned.Contains(site));
            var numbers = kept.Select(site => site - candidate.Segment.Start + start);
            return $"{start}-{start + candidate.Segment.Length}: {string.Join(' ', numbers)}";
        }));
        Assert.Equal(official.GetProperty("flt_time").GetDouble(), plan.PredictedMilliseconds, 1e-9);
    }

    [NeedsTheory(Need.Golden, Need.OnnxRuntime)]
    [MemberData(nameof(LayerOnlyCases))]
    public void LayerOnlyPlansAreThePublishedOnes(string id)
    {
        var root = Read(Merge);
        var one = root.GetProperty("layer_only").EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == id);
        var table = root.GetProperty("layer_only_tables").GetProperty(one.GetProperty("table").GetString()!);
        File.WriteAllText(line["time.csv"], "index,time,stdev\n"
            + string.Concat(table.GetProperty("time").EnumerateArray().Select(row => $"{row[0]},{row[1]},0.0\n")));
        File.WriteAllText(line["imp.csv"], ",id,index,importance\n"
            + string.Concat(table.GetProperty("importance").EnumerateArray().Select(row => $"0,0,{row[0]},{row[1]}\n")));
        Write(one.GetProperty("table").GetString()!.Contains("resnet34") ? "resnet34" : "mobilenetv2");

        Assert.Equal(ExitCode.Done,
            line.Run("plan", line["model.onnx"], "--method", "layer-only", "--faithful", "--latencies", line["time.csv"],
            "--importances", line["imp.csv"], "--ticks-per-ms", $"{one.GetProperty("prec")}", "--budget-ms",
                $"{one.GetProperty("time_limit")}",
            "-o", line["plan.json"]));

        var (network, plan) = Plan();
        var official = one.GetProperty("official");
        var worthy = table.GetProperty("importance").EnumerateArray().Select(row => row[0].GetInt32());
        var dropped = Candidates(network, plan).SelectMany(candidate =>
        {
            var start = Flat(network, candidate) - 1;
            return candidate is Candidate.Compose compose
                ? compose.Pruned.Select(site => site - compose.Segment.Start + start)
                : Enumerable.Range(start + 1, candidate.Segment.Length);
        });
        Assert.Equal(worthy.Except(Ints(official, "kept_prunable")), dropped);
        Assert.Equal(official.GetProperty("flt_time").GetDouble(), plan.PredictedMilliseconds, 1e-9);
    }

    public void Dispose() => line.Dispose();

    private static TheoryData<string> Cases(string file, Func<JsonElement, JsonElement> section, Func<JsonElement, bool> isWanted) =>
        !File.Exists(SharedFolder.GoldenFile(file)) ? ["none"]
        : [.. section(Read(file)).EnumerateArray().Where(isWanted).Select(one => one.GetProperty("id").GetString()!)];

    private static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFolder.GoldenFile(file)));
        return document.RootElement.Clone();
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static int[] Ints(JsonElement one, string name) => [.. one.GetProperty(name).EnumerateArray().Select(item => item.GetInt32())];

    /// <summary>Narrow, but not so narrow that a layer gets as many channels as its input has where it had not.</summary>
    private void Write(string name) =>
        line.Write("model.onnx", NetworkZoo.Find(name).Build(new ZooOptions { Width = name == "mobilenetv2" ? 0.5 : 0.125 }));

    private ((Graph Graph, ImmutableArray<LayerChain> Chains) Network, CompressionPlan Plan) Plan()
    {
        var graph = Pipelines.Optimize.Run(
            OnnxReader.Read(line["model.onnx"], new DiagnosticSink()).Graph,
                new PassContext(new DiagnosticSink(), new OrtExecutor(new OrtSettings())));
        return ((graph, ChainAnalysis.Run(graph)), PlanFile.Parse(File.ReadAllText(line["plan.json"]), "plan"));
    }

    private static ImmutableArray<Candidate> Candidates((Graph Graph, ImmutableArray<LayerChain> Chains) network, CompressionPlan plan) =>
        PlanBuilder.Resolve(network.Graph, network.Chains, plan, "plan");

    /// <summary>
    /// How many layers stand in front of a candidate; the stem, which the released programs leave out, among them but in VGG.
    /// </summary>
    private static int Flat((Graph Graph, ImmutableArray<LayerChain> Chains) network, Candidate candidate) =>
        network.Chains.Take(candidate.Chain).Sum(chain => chain.Length) + candidate.Segment.Start;

    /// <summary>The sets A and S of the released program, read off a plan file.</summary>
    private static (IEnumerable<int> Activations, IEnumerable<int> Boundaries) Sets(
        (Graph Graph, ImmutableArray<LayerChain> Chains) network, CompressionPlan plan, int length)
    {
        var offset = network.Chains[0].Sites[0].Name == "stem" ? 1 : 0;
        var candidates = Candidates(network, plan).ToDictionary(candidate => Flat(network, candidate) + candidate.Segment.Length - offset);
        var inside = candidates
            .SelectMany(entry => Enumerable.Range(entry.Key - entry.Value.Segment.Length + 1, entry.Value.Segment.Length - 1)).ToHashSet();
        var boundaries = Enumerable.Range(1, length).Where(position => !inside.Contains(position)).ToList();
        var tails = network.Chains.SelectMany(chain => Enumerable.Range(1, chain.Length).Select(chain.TailAt)).ToList();
        return (boundaries.Where(position => (candidates.GetValueOrDefault(position) as Candidate.Compose)?.End switch
        {
            EndActivation.Added => true,
            EndActivation.Dropped => false,
            _ => tails[position + offset - 1].HasActivation,
        }), boundaries);
    }
}
