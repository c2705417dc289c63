using System.CommandLine;
using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Report;
using DepthCompress.Runtime.Data;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Tool;

/// <summary><c>zoo</c>: the networks of the papers, ready to be trained.</summary>
internal sealed class ZooCommand : Verb
{
    private const double WidestFactor = 16;

    private readonly Argument<string?> name = new("NAME")
    {
        Description = "the network; without a name all are listed",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> output = CommonOptions.Output("the model [default: <NAME>.onnx in the current folder]");
    private readonly Option<string?> width = Text("--width", "0.5", "what the widths are multiplied by [default: as published]");
    private readonly Option<string?> classes = Text("--classes", "N", "how many classes it tells apart [default: as published]");
    private readonly Option<string?> input = Text("--input", "3x32x32", "channels, rows and columns of its images [default: as published]");
    private readonly Option<string?> seed = Text("--seed", "N", "of the initial weights [default: 1]");

    internal override ImmutableArray<string> Examples { get; } =
        ["zoo", "zoo resnet20 -o resnet20.onnx", "zoo mobilenetv2-cifar -o small.onnx --width 0.5 --classes 100 --seed 2"];

    protected override (string, string) Title =>
        ("zoo", "List the networks of the papers, or write one with the weights that training starts from.");

    protected override void Declare(Command command)
    {
        command.Add(name);
        command.Add(output);
        command.Add(width);
        command.Add(classes);
        command.Add(input);
        command.Add(seed);
        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        if (parse.GetValue(name) is not { } chosen)
        {
            List(session);
            return ExitCode.Done;
        }

        session.Subject = chosen;
        var network = NetworkZoo.Find(chosen);
        var target = parse.GetValue(output) ?? $"{chosen}.onnx";
        session.Files.WritesModel(target, parse.GetValue(Common.Force));
        var graph = network.Build(new ZooOptions
        {
            Width = parse.GetValue(width) is { } factor ? FactorOf(factor) : null,
            Classes = Whole(parse, classes, least: 1),
            Input = parse.GetValue(input) is { } shape ? ShapeOf(shape) : null,
            Seed = Whole(parse, seed, least: 0) ?? 1,
        });
        OnnxWriter.Write(new Model(graph, new OnnxShell()), target, new OnnxWriteOptions
        {
            Force = parse.GetValue(Common.Force),
            Metadata = [new("depthcompress.version", ToolVersion.Text)],
        });
        Tell(session, chosen, graph, target);
        return ExitCode.Done;
    }

    private static void Tell(Session session, string name, Graph graph, string target)
    {
        var facts = ZooFacts.Of(graph);
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/zoo-network/1");
                json.WriteString("name", name);
                json.WriteString("output", target);
                facts.WriteTo(json);
                json.WriteEndObject();
            });
        }

        session.Say($"{name} written to {target}: {facts}");
    }

    private static void List(Session session)
    {
        var zero = new ZooOptions { Weights = InitialWeights.Zero };
        var all = NetworkZoo.All.Select(network => (Network: network, Facts: ZooFacts.Of(network.Build(zero))));
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/zoo/1");
                json.WriteStartArray("networks");
                foreach (var (network, facts) in all)
                {
                    json.WriteStartObject();
                    json.WriteString("name", network.Name);
                    json.WriteString("summary", network.Summary);
                    json.WriteString("input", $"{network.Input}");
                    if (network.Classes is { } count)
                    {
                        json.WriteNumber("classes", count);
                    }

                    facts.WriteTo(json);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return;
        }

        var table = new TextTable("name", "input", ">classes", ">convolutions", ">parameters", ">MAC", "");
        foreach (var (network, facts) in all)
        {
            table.Add(network.Name, $"{network.Input}", $"{network.Classes}", $"{facts.Convolutions}", Figures.Count(facts.Parameters),
                Figures.Count(facts.MultiplyAccumulates), network.Summary);
        }

        table.WriteTo(session, indent: "");
    }

    private static Option<string?> Text(string option, string form, string description) =>
        new(option) { HelpName = form, Description = description };

    private static double FactorOf(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)
            && factor is > 0 and <= WidestFactor
            ? factor
            : throw SettingValues.Bad("--width", text, $"a factor above 0, at most {WidestFactor}, is wanted");

    private static ImageShape ShapeOf(string text)
    {
        int[] sizes = [.. text.Split('x').Select(size => int.TryParse(size, NumberStyles.None, null, out var number) ? number : 0)];
        return sizes is [var channels, var rows, var columns] && ImageShape.Of(channels, rows, columns) is { } shape
            ? shape
            : throw SettingValues.Bad("--input", text, "a form such as 3x32x32 is wanted");
    }

    private static int? Whole(ParseResult parse, Option<string?> option, int least) => parse.GetValue(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, null, out var number) && number >= least ? number
        : throw SettingValues.Bad(option.Name, text, $"a whole number from {least} on is wanted");
}
