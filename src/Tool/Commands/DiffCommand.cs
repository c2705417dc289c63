using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress.Tool;

/// <summary><c>diff</c>: how two networks differ in structure and size.</summary>
internal sealed class DiffCommand : Verb
{
    private const int LinesShown = 40;
    private readonly Argument<string> first = ModelArgument("BEFORE");
    private readonly Argument<string> second = ModelArgument("AFTER");

    internal override ImmutableArray<string> Examples { get; } = ["diff model.onnx model.compressed.onnx",
        "diff a.onnx b.onnx --verbosity detailed", "diff a.onnx b.onnx --fail-if \"depth>=100%,size>10MB\""];

    protected override (string, string) Title =>
        ("diff", "Structure, operators, parameters, multiply-accumulates and depth of two networks.");

    protected override bool HasGates => true;

    protected override void Declare(Command command)
    {
        command.Add(first);
        command.Add(second);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        session.Gates?.Expect(GateScope.Structure);
        var (before, after) = (Read(parse.GetRequiredValue(first), session), Read(parse.GetRequiredValue(second), session));
        var (left, right) = (NetworkFacts.Of(before.Graph, new FileInfo(before.Path!).Length),
            NetworkFacts.Of(after.Graph, new FileInfo(after.Path!).Length));
        var operators = before.Graph.Nodes.Concat(after.Graph.Nodes).Select(node => node.Op.OpType).Distinct().Order(StringComparer.Ordinal)
            .Select(type => (Type: type, Before: Count(before, type), After: Count(after, type))).ToImmutableArray();
        var lines = GraphDiff.Lines(before.Graph, after.Graph);
        session.Deliver(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/diff/1");
                JsonReport.WriteFacts("before", left, json);
                JsonReport.WriteFacts("after", right, json);
                json.WriteStartObject("operators");
                foreach (var (type, was, became) in operators)
                {
                    json.WriteStartArray(type);
                    json.WriteNumberValue(was);
                    json.WriteNumberValue(became);
                    json.WriteEndArray();
                }

                json.WriteEndObject();
                json.WriteStartArray("lines");
                foreach (var line in lines)
                {
                    json.WriteStringValue(line);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            },
            () => Tell(session, left, right, operators, lines));
        return ExitCode.Done;
    }

    private static void Tell(Session session, NetworkFacts left, NetworkFacts right,
        ImmutableArray<(string Type, int Before, int After)> operators, ImmutableArray<string> lines)
    {
        var table = new TextTable("", ">before", ">after");
        table.Add("operators", $"{left.Nodes}", $"{right.Nodes}");
        table.Add("depth", $"{left.Depth}", $"{right.Depth}");
        table.Add("parameters", Figures.Count(left.Parameters), Figures.Count(right.Parameters));
        table.Add("multiply-accumulates", Figures.Count(left.MultiplyAccumulates), Figures.Count(right.MultiplyAccumulates));
        table.Add("file", Figures.Bytes(left.Bytes!.Value), Figures.Bytes(right.Bytes!.Value));
        foreach (var (type, was, became) in operators.Where(entry => entry.Before != entry.After))
        {
            table.Add(type, $"{was}", $"{became}");
        }

        table.WriteTo(session);
        var shown = session.Verbosity is Verbosity.Detailed ? lines.Length : Math.Min(LinesShown, lines.Length);
        session.Say(lines.IsEmpty ? "the structure is the same" : $"{lines.Length} lines of the structure differ:");
        foreach (var line in lines.Take(shown))
        {
            session.Say($"  {line}");
        }

        if (shown < lines.Length)
        {
            session.Say($"  ... and {lines.Length - shown} more (--verbosity detailed)");
        }
    }

    private static int Count(Model model, string type) => model.Graph.Nodes.Count(node => node.Op.OpType == type);

    private static Model Read(string path, Session session)
    {
        session.Subject = path;
        return OnnxReader.Read(path, session.Diagnostics);
    }
}
