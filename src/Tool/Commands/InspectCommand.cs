using System.CommandLine;
using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;
using static DepthCompress.LayerText;

namespace DepthCompress.Tool;

/// <summary><c>inspect</c>: what a network consists of, and where it could be made shallower.</summary>
internal sealed class InspectCommand : Verb
{
    private readonly Argument<string> model = ModelArgument();

    internal override ImmutableArray<string> Examples { get; } = ["inspect resnet20.onnx", "inspect resnet20.onnx --json",
        "inspect model.onnx --verbosity detailed", "inspect mobilenetv2.onnx --method layermerge"];

    protected override (string, string) Title =>
        ("inspect", "Layer chains, skip connections, barriers and why, shapes, multiply-accumulates, parameters, depth.");

    protected override OptionGroups Groups => OptionGroups.Engine | OptionGroups.Search;

    protected override void Declare(Command command) => command.Add(model);

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        using var workflow = new Workflow(parse.GetRequiredValue(model), Common.Read(parse), session);
        var facts = NetworkFacts.Of(workflow.Network, new FileInfo(workflow.Path).Length);
        var candidates = workflow.HasCandidates ? workflow.Candidates : [];
        if (session.IsJson)
        {
            session.WriteJson(json => Write(json, workflow, facts, candidates));
        }
        else
        {
            Tell(session, workflow, facts, candidates);
        }

        return ExitCode.Done;
    }

    private static void Tell(Session session, Workflow workflow, NetworkFacts facts, ImmutableArray<Candidate> candidates)
    {
        var graph = workflow.Network;
        session.Say(
            $"{workflow.Path}: opset {workflow.Model.Shell.Opset}, {workflow.Model.Graph.Nodes.Length} operators, {facts.Nodes} after lossless passes");
        session.Say($"  inputs   {string.Join(", ", graph.Inputs.Select(input => $"{graph.NameOf(input)} {graph.TypeOf(input)}"))}");
        session.Say($"  outputs  {string.Join(", ", graph.Outputs.Select(output => $"{output.Name} {graph.TypeOf(output.Value)}"))}");
        session.Say(
            $"  depth {facts.Depth}, {Figures.Count(facts.Parameters)} parameters, {Figures.Count(facts.MultiplyAccumulates)} multiply-accumulates, {Figures.Bytes(facts.Bytes!.Value)}");
        foreach (var (chain, index) in workflow.Chains.Select((chain, index) => (chain, index)))
        {
            session.Say();
            session.Say(
                $"chain {index + 1}: {chain.Length} layer sites from '{graph.NameOf(chain.Input)}'; ends {(chain.End.Node is { } node ? $"at '{node}'" : "there")}: {chain.End.Reason}");
            var table = new TextTable(">#", "site", "kernel", "output", ">MAC", "activation", "skip");
            foreach (var site in chain.Sites)
            {
                table.Add($"{site.Index}", site.Name, KernelOf(site), ShapeOf(graph, site), Figures.Count(CostOf(graph, site)),
                    ActivationOf(site), SkipsAt(chain, site));
            }

            table.WriteTo(session);
            foreach (var (site, reason) in BreaksOf(workflow, index))
            {
                session.Say($"  segments end at '{site}': {reason}");
            }
        }

        session.Say();
        session.Say(candidates.IsEmpty
            ? "nothing to merge: no chain has two or more layer sites that go together"
            : $"candidates: {string.Join(", ", candidates.GroupBy(candidate => candidate.Family).Select(group => $"{group.Count()} {group.Key}"))}");
    }

    private static void Write(Utf8JsonWriter json, Workflow workflow, NetworkFacts facts, ImmutableArray<Candidate> candidates)
    {
        var graph = workflow.Network;
        json.WriteStartObject();
        json.WriteString("schema", "depthcompress/inspect/1");
        json.WriteString("model", workflow.Path);
        json.WriteString("digest", workflow.Digest);
        json.WriteNumber("opset", workflow.Model.Shell.Opset);
        JsonReport.WriteFacts("original", NetworkFacts.Of(workflow.Model.Graph, facts.Bytes), json);
        JsonReport.WriteFacts("optimized", facts, json);
        WriteValues(json, "inputs", graph.Inputs.Select(input => (graph.NameOf(input), graph.TypeOf(input))));
        WriteValues(json, "outputs", graph.Outputs.Select(output => (output.Name, graph.TypeOf(output.Value))));
        json.WriteStartArray("chains");
        foreach (var (chain, index) in workflow.Chains.Select((chain, index) => (chain, index)))
        {
            json.WriteStartObject();
            json.WriteString("input", graph.NameOf(chain.Input));
            WriteSites(json, graph, chain);
            json.WriteStartArray("spans");
            foreach (var span in chain.Spans)
            {
                json.WriteStartObject();
                json.WriteNumber("start", span.Start);
                json.WriteNumber("end", span.End);
                json.WriteString("shortcut", $"{span.Shortcut}".ToLowerInvariant());
                json.WriteString("join", span.Join.Name);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("breaks");
            foreach (var (site, reason) in BreaksOf(workflow, index))
            {
                json.WriteStartObject();
                json.WriteString("site", site);
                json.WriteString("reason", reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("end");
            json.WriteString("node", chain.End.Node);
            json.WriteString("reason", chain.End.Reason);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("candidates");
        foreach (var group in candidates.GroupBy(candidate => candidate.Family))
        {
            json.WriteNumber(group.Key, group.Count());
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSites(Utf8JsonWriter json, Graph graph, LayerChain chain)
    {
        json.WriteStartArray("sites");
        foreach (var site in chain.Sites)
        {
            json.WriteStartObject();
            json.WriteNumber("index", site.Index);
            json.WriteString("name", site.Name);
            json.WriteString("kernel", KernelOf(site));
            json.WriteString("output", ShapeOf(graph, site));
            json.WriteNumber("macs", CostOf(graph, site));
            json.WriteString("activation", ActivationOf(site));
            json.WriteBoolean("composable", site.IsComposable);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteValues(Utf8JsonWriter json, string name, IEnumerable<(string Name, TensorType? Type)> values)
    {
        json.WriteStartArray(name);
        foreach (var (value, type) in values)
        {
            json.WriteStartObject();
            json.WriteString("name", value);
            json.WriteString("type", type?.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
