using System.CommandLine;
using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Report;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Tool;

/// <summary><c>eval</c>: how good a network is on test images, or several of them on the same.</summary>
internal sealed class EvalCommand : Verb
{
    private readonly Argument<string[]> models = new("MODEL")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "ONNX files; the second and later ones are compared with the first, image by image"
    };
    private readonly Option<string?> metric = new("--metric")
    {
        HelpName = "NAME",
        Description = $"{string.Join(", ", MetricChoice.Measures)} [default: what suits the model and the data]"
    };
    private readonly Option<string?> batch = new("--batch") { HelpName = "N", Description = "images that are run at once" };

    internal override ImmutableArray<string> Examples { get; } =
        ["eval resnet20.onnx --data cifar10:DIR --preprocess in",
            "eval resnet20.onnx small.onnx smaller.onnx --data synthetic:shapes10 --preprocess unit --json",
            "eval resnet20.onnx small.onnx --data cifar10:DIR --preprocess in --fail-if \"accuracy<91%,dropHigh>1pp\" --report eval.junit.xml"];

    protected override (string, string) Title =>
        ("eval", "Quality on the test images in ONNX Runtime, with confidence intervals; several models are compared with the first.");

    protected override OptionGroups Groups => OptionGroups.Images;

    protected override bool HasGates => true;

    protected override void Declare(Command command)
    {
        command.Add(models);
        command.Add(metric);
        command.Add(batch);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var settings = Common.Read(parse);
        int? size = CommonOptions.Whole(parse, batch) is { } wanted ? SettingValues.AtLeastOne("--batch", wanted) : null;
        var name = parse.GetValue(metric);
        MetricChoice.Check(name ?? "loss");
        var paths = parse.GetRequiredValue(models);
        session.Gates?.Expect(GateScope.Level | (paths.Length > 1 ? GateScope.Loss : GateScope.None), "'eval' of one model");
        ImmutableArray<Model> read = [.. paths.Select(path => Read(path, session))];
        session.Subject = paths[0];
        var source = settings.TestData ?? settings.Data
            ?? throw DiagnosticCatalog.MissingSetting.Error(null, "the test images", "--data SOURCE");
        if (settings.Preprocess is null)
        {
            session.Diagnostics.Report(DiagnosticCatalog.NoPreprocessing.At(null));
        }

        var executor = settings.Executor();
        using var ending = executor as IDisposable;
        var images = DataSources.Open(source, session.Diagnostics);
        ImmutableArray<Batches> batches = [.. read.Select(model => new ModelImages(model.Graph, settings).Batch(images, size))];
        var first = new ModelImages(read[0].Graph, settings);
        var choice = first.ChooseMetrics(executor, first.Stream(batches[0]));
        var metrics = name is null ? choice.ForEvaluation(read.Length) : [choice.Named(name)];
        session.Gates?.ExpectMeasures(metrics.Select(measure => measure.Name));
        var evaluation = session.WithProgress(progress => progress.Stage("evaluate", rows => Evaluation.Run(executor,
            [.. read.Select(model => model.Graph)], first.Stream(batches[0]), metrics, rows, session.Cancellation)));
        ImmutableArray<string> names = [.. paths];
        var tested = ModelImages.NameOf(batches[0]);
        session.Deliver(json => WriteJson(json, names, tested, evaluation), () => Tell(session, names, tested, evaluation));
        return ExitCode.Done;
    }

    private static Model Read(string path, Session session)
    {
        session.Subject = path;
        return OnnxReader.Read(path, session.Diagnostics);
    }

    private static void Tell(Session session, ImmutableArray<string> paths, string data, Evaluation evaluation)
    {
        var table = new TextTable("model", "measure", ">mean", "95 % interval", "");
        for (var network = 0; network < paths.Length; network++)
        {
            foreach (var (metric, index) in evaluation.Metrics.Select((metric, index) => (metric, index)))
            {
                var interval = evaluation.Of(network, index);
                table.Add(index == 0 ? paths[network] : "", metric, Figures.Quality(metric, interval.Value),
                    $"{Figures.Quality(metric, interval.Low)} to {Figures.Quality(metric, interval.High)}",
                    network == 0 ? "" : $"loss {Figures.Drop(evaluation.Change(0, network, index))}");
            }
        }

        table.WriteTo(session);
        session.Say($"  {evaluation.Samples} samples of {data}");
    }

    private static void WriteJson(Utf8JsonWriter json, ImmutableArray<string> paths, string data, Evaluation evaluation)
    {
        json.WriteStartObject();
        json.WriteString("schema", "depthcompress/eval/1");
        json.WriteString("data", data);
        json.WriteNumber("samples", evaluation.Samples);
        json.WriteStartArray("models");
        for (var network = 0; network < paths.Length; network++)
        {
            json.WriteStartObject();
            json.WriteString("model", paths[network]);
            json.WriteStartArray("qualities");
            for (var metric = 0; metric < evaluation.Metrics.Length; metric++)
            {
                QualityJson.WriteLevel(evaluation.Metrics[metric], evaluation.Of(network, metric), evaluation.Samples, json);
            }

            json.WriteEndArray();
            json.WriteStartArray("againstFirst");
            for (var metric = 0; network > 0 && metric < evaluation.Metrics.Length; metric++)
            {
                QualityJson.Write(evaluation.Change(0, network, metric), json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
