using System.CommandLine;
using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Compression;
using DepthCompress.Report;

namespace DepthCompress.Tool;

/// <summary><c>verify</c>: whether two networks compute the same, or how much worse one is.</summary>
internal sealed class VerifyCommand : Verb
{
    private readonly Argument<string> first = ModelArgument("ORIGINAL");
    private readonly Argument<string?> second = new("CHANGED") { Description = "an ONNX file; none with --provenance", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> factor = new("--factor")
    {
        HelpName = "N",
        Description = "how many times the original's own rounding error is allowed [default: 2]"
    };
    private readonly Option<bool> approximate = new(
        "--approximate")
    { Description = "compare quality instead of numbers; --max-drop or --fail-if say what is allowed" };
    private readonly Option<string?> maxDrop = new("--max-drop")
    {
        HelpName = "0.5pp",
        Description = "with --approximate: the most quality that may be lost; the mean counts, and the upper end of its interval by --fail-if dropHigh>0.5pp"
    };

    private readonly ProvenanceOptions origin = new();

    internal override ImmutableArray<string> Examples { get; } =
        ["verify --provenance small.onnx --model model.onnx --plan model.plan.json",
            "verify model.onnx model.optimized.onnx",
            "verify model.onnx model.compressed.onnx --approximate --data cifar10:DIR --preprocess in --max-drop 1pp",
            "verify model.onnx model.optimized.onnx --fail-if \"error>1e-4,size>100%\" --report verify.junit.xml --report verify.sarif"];

    protected override (string, string) Title =>
        ("verify",
            "Compare two networks with a float64 reference, in units of the original's own rounding error; exit 1 where they differ.");

    protected override bool HasGates => true;

    protected override OptionGroups Groups => OptionGroups.Engine | OptionGroups.Images;

    protected override void Declare(Command command)
    {
        command.Add(first);
        command.Add(second);
        command.Add(factor);
        command.Add(approximate);
        command.Add(maxDrop);
        origin.AddTo(command);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        if (origin.Read(parse, parse.GetRequiredValue(first), session) is { } check)
        {
            return check.Run();
        }

        var changed = parse.GetValue(second) ?? throw DiagnosticCatalog.BadUsage.Error(null, "the changed network is missing");
        var settings = Common.Read(parse) with { MaxDrop = parse.GetValue(maxDrop) };
        var allowed = Factor(parse.GetValue(factor));
        var (drop, isApproximate) = (settings.Drop(), parse.GetValue(approximate));
        session.Gates?.Expect(GateScope.Structure | (isApproximate ? GateScope.Level | GateScope.Loss : GateScope.Error),
            isApproximate ? "'verify --approximate'" : "'verify' without --approximate");
        var (before, after) = (Read(parse.GetRequiredValue(first), session), Read(changed, session));
        session.Subject = parse.GetRequiredValue(first);
        var executor = settings.Executor();
        using var ending = executor as IDisposable;
        return isApproximate
            ? Approximate(session, settings, executor, before, after, drop)
            : Exact(session, new EquivalenceCheck(executor) { Factor = allowed, Cancellation = session.Cancellation }, settings, before,
                after);
    }

    private static ExitCode Exact(Session session, EquivalenceCheck check, Settings settings, Model before, Model after)
    {
        var shapes = new InputShapes(before.Graph, settings, null).OfNoise();
        ImmutableArray<Tensor> inputs = settings.InputShapes is null
            ? new RandomInputs { Batch = settings.Batch!.Value }.For(before.Graph)
            : Passes.Planning.InputTensors.For(before.Graph, shapes, 1);
        var report = check.Compare(before.Graph, after.Graph, inputs);
        if (report.WhyNoReference is { } whyNot)
        {
            session.Diagnostics.Report(DiagnosticCatalog.NoDoubleReference.At(null, whyNot));
        }

        foreach (var failure in report.Failures)
        {
            session.Diagnostics.Report(failure with { File = after.Path });
        }

        session.Deliver(json => WriteExact(json, report, before, after), () => TellExact(session, report));
        return report.Passed ? ExitCode.Done : ExitCode.Missed;
    }

    private static void TellExact(Session session, VerificationReport report)
    {
        var table = new TextTable("output", ">error", ">own error", ">ratio", "verdict");
        foreach (var output in report.Outputs)
        {
            table.Add(output.Name, Figures.Text(output.Error, "0.0e+0"), Figures.Text(output.OwnError, "0.0e+0"),
                Figures.Text(output.Ratio, "0.00"), output.Mismatch ?? (output.IsEqual ? "equal" : "differs"));
        }

        table.WriteTo(session);
        session.Say(report.Passed ? "the networks compute the same" : "the networks do not compute the same");
    }

    private static ExitCode Approximate(Session session, Settings settings, IGraphExecutor executor, Model before, Model after, double? drop)
    {
        var (set, metrics) = new ModelData(before, settings, session.Diagnostics).OpenEvaluation(executor);
        session.Gates?.ExpectMeasures(metrics.Select(metric => metric.Name));
        var changes = QualityChange.Measure(executor, before.Graph, after.Graph, set, metrics, session.Cancellation);
        var passed = drop is not { } most || changes[0].Drop <= most;
        ImmutableArray<(string, bool, string)> checks = drop is null ? []
            : [($"it loses at most {settings.MaxDrop} of {changes[0].Metric}", passed, $"loss {Figures.Drop(changes[0])}")];
        session.Deliver(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/verify/1");
                json.WriteBoolean("passed", passed);
                JsonReport.WriteChecks(checks, json);
                QualityJson.WriteAll(changes, null, json);
                WriteFacts(json, before, after);
                json.WriteEndObject();
            },
            () =>
            {
                foreach (var change in changes)
                {
                    var (from, to) = (Figures.Quality(change.Metric, change.Before), Figures.Quality(change.Metric, change.After));
                    session.Say($"  {change.Metric}: {from} -> {to}, loss {Figures.Drop(change)}, {change.Samples} samples");
                }

                session.Say(drop is null ? "nothing is demanded: --max-drop or --fail-if say what is allowed" : passed ? "within what is allowed"
                    : $"{changes[0].Metric} loses more than the {settings.MaxDrop} that are allowed");
            });
        return passed ? ExitCode.Done : ExitCode.Missed;
    }

    private static void WriteFacts(Utf8JsonWriter json, Model before, Model after)
    {
        JsonReport.WriteFacts("before", NetworkFacts.Of(before.Graph, new FileInfo(before.Path!).Length), json);
        JsonReport.WriteFacts("after", NetworkFacts.Of(after.Graph, new FileInfo(after.Path!).Length), json);
    }

    private static void WriteExact(Utf8JsonWriter json, VerificationReport report, Model before, Model after)
    {
        json.WriteStartObject();
        json.WriteString("schema", "depthcompress/verify/1");
        json.WriteBoolean("passed", report.Passed);
        json.WriteNumber("factor", report.Factor);
        json.WriteString("whyNoReference", report.WhyNoReference);
        json.WriteStartArray("outputs");
        foreach (var output in report.Outputs)
        {
            json.WriteStartObject();
            json.WriteString("name", output.Name);
            json.WriteFinite("error", output.Error);
            json.WriteFinite("ownError", output.OwnError);
            json.WriteFinite("ratio", output.Ratio);
            json.WriteString("mismatch", output.Mismatch);
            json.WriteBoolean("isEqual", output.IsEqual);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteFacts(json, before, after);
        json.WriteEndObject();
    }

    private static Model Read(string path, Session session)
    {
        session.Subject = path;
        return OnnxReader.Read(path, session.Diagnostics);
    }

    private static double Factor(string? text) => text is null ? 2
        : double.TryParse(text, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture,
            out var number) && number > 0 ? number
        : throw SettingValues.Bad("--factor", text, "a number above 0 is wanted");
}
