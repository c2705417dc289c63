using System.CommandLine;
using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress.Tool;

/// <summary><c>bench</c>: the latency of one network, or of two measured in the same rounds.</summary>
internal sealed class BenchCommand : Verb
{
    private readonly Argument<string> first = ModelArgument("MODEL");
    private readonly Argument<string?> second = new("OTHER")
    {
        Description = "another ONNX file, to be measured against the first",
        Arity = ArgumentArity.ZeroOrOne
    };

    internal override ImmutableArray<string> Examples { get; } = ["bench resnet20.onnx --threads 2",
        "bench resnet20.onnx resnet20.compressed.onnx --measure-seconds 10 --json",
        "bench resnet20.onnx resnet20.compressed.onnx --fail-if \"speedupLow<1.2,latency>5ms,size>2MB\" --report bench.junit.xml"];

    protected override (string, string) Title =>
        ("bench", "Measure one network, or two in interleaved rounds; with confidence intervals and a verdict on noise.");

    protected override OptionGroups Groups => OptionGroups.Engine;

    protected override bool HasGates => true;

    protected override void Declare(Command command)
    {
        command.Add(first);
        command.Add(second);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var settings = Common.Read(parse);
        ImmutableArray<string> paths = parse.GetValue(second) is { } other ? [parse.GetRequiredValue(first), other]
            : [parse.GetRequiredValue(first)];
        session.Gates?.Expect(GateScope.Structure | GateScope.Latency | (paths.Length > 1 ? GateScope.Speed : GateScope.None), "'bench' of one model");
        ImmutableArray<LatencyRequest> requests = [.. paths.Select(path => RequestFor(path, settings, session))];
        ImmutableArray<NetworkFacts> facts = [.. requests.Zip(paths, (request, path) =>
            NetworkFacts.Of(request.Graph, new FileInfo(path).Length))];
        var probe = settings.Probe(session);
        using var ending = probe as IDisposable;
        var estimates = probe.Measure(requests, null, session.Cancellation);
        var comparison = estimates is [var before, var after] ? LatencyComparison.Of(before, after) : null;
        session.Deliver(json => WriteJson(json, paths, facts, estimates, comparison, probe.Machine),
            () => Tell(session, paths, estimates, comparison, probe.Machine));
        return ExitCode.Done;
    }

    private static LatencyRequest RequestFor(string path, Settings settings, Session session)
    {
        session.Subject = path;
        var graph = OnnxReader.Read(path, session.Diagnostics).Graph;
        var shapes = new InputShapes(graph, settings, null).OfLatency();
        return new LatencyRequest(graph, InputTensors.For(graph, shapes, 1));
    }

    private static void Tell(Session session, ImmutableArray<string> paths, ImmutableArray<LatencyEstimate> estimates,
        LatencyComparison? comparison, MachineIdentity machine)
    {
        var table = new TextTable("model", ">median", ">+-", ">10th percentile", ">rounds", "machine");
        foreach (var (path, estimate) in paths.Zip(estimates))
        {
            table.Add(path, Figures.Milliseconds(estimate.Median), Figures.Milliseconds(estimate.HalfWidth),
                Figures.Milliseconds(estimate.P10), $"{estimate.Samples.Length}", NoiseOf(estimate.Noise));
        }

        table.WriteTo(session);
        session.Say($"  on {CompressionRun.MachineText(machine)}");
        if (comparison is not null)
        {
            var verdict = comparison.IsFaster ? "the second is faster"
                : comparison.IsSlower ? "the second is slower"
                : comparison.Noise is NoiseVerdict.TooNoisy ? "too noisy to tell" : "no difference can be told";
            session.Say($"  speed-up {Figures.Speedup(comparison)}: {verdict}");
        }
    }

    private static void WriteJson(Utf8JsonWriter json, ImmutableArray<string> paths, ImmutableArray<NetworkFacts> facts,
        ImmutableArray<LatencyEstimate> estimates, LatencyComparison? comparison, MachineIdentity machine)
    {
        json.WriteStartObject();
        json.WriteString("schema", "depthcompress/bench/1");
        json.WriteStartArray("models");
        foreach (var (path, counted, estimate) in paths.Zip(facts, estimates))
        {
            json.WriteStartObject();
            json.WriteString("model", path);
            json.WriteFinite("medianMs", estimate.Median);
            json.WriteFinite("halfWidthMs", estimate.HalfWidth);
            json.WriteFinite("p10Ms", estimate.P10);
            json.WriteNumber("rounds", estimate.Samples.Length);
            json.WriteString("noise", LatencyJson.NameOf(estimate.Noise));
            JsonReport.WriteFacts("facts", counted, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (comparison is not null)
        {
            LatencyJson.WriteSpeedup(comparison, json);
            json.WriteBoolean("isFaster", comparison.IsFaster);
        }

        json.WriteString("device", machine.Device);
        json.WriteString("provider", machine.Provider);
        json.WriteString("engine", machine.Engine);
        json.WriteNumber("threads", machine.Threads);
        json.WriteString("optimizationLevel", machine.OptimizationLevel);
        json.WriteEndObject();
    }

    /// <summary>How far a figure can be trusted, in words.</summary>
    internal static string NoiseOf(NoiseVerdict noise) =>
        noise switch { NoiseVerdict.Quiet => "quiet", NoiseVerdict.Noisy => "noisy", _ => "too noisy" };
}
