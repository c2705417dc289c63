using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Compression;
using DepthCompress.Report;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Tool;

/// <summary><c>verify</c>: whether two networks compute the same, or how much worse one is.</summary>
internal sealed class VerifyCommand : Verb
{
    private readonly Argument<string> first = ModelArgument("ORIGINAL");
    private readonly Argument<string> second = ModelArgument("CHANGED");
    private readonly Option<string?> factor = new("--factor")
    {
        HelpName = "N",
        Description = "how many times the original's own rounding error is allowed [default: 2]"
    };
    private readonly Option<bool> approximate = new(
        "--approximate")
    { Description = "compare quality instead of numbers; --max-drop is the gate" };
    private readonly Option<string?> maxDrop = new("--max-drop")
    {
        HelpName = "0.5pp",
        Description = "with --approximate: the most quality that may be lost"
    };

    internal override ImmutableArray<string> Examples { get; } =
        ["verify model.onnx model.optimized.onnx",
            "verify model.onnx model.compressed.onnx --approximate --data cifar10:DIR --preprocess in --max-drop 1pp"];

    protected override (string, string) Title =>
        ("verify",
            "Compare two networks with a float64 reference, in units of the original's own rounding error; exit 1 where they differ.");

    protected override OptionGroups Groups => OptionGroups.Engine | OptionGroups.Data;

    protected override void Declare(Command command)
    {
        command.Add(first);
        command.Add(second);
        command.Add(factor);
        command.Add(approximate);
        command.Add(maxDrop);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var settings = Common.Read(parse) with { MaxDrop = parse.GetValue(maxDrop) };
        var allowed = Factor(parse.GetValue(factor));
        var drop = settings.Drop();
        var (before, after) = (Read(parse.GetRequiredValue(first), session), Read(parse.GetRequiredValue(second), session));
        session.Subject = parse.GetRequiredValue(first);
        var executor = new OrtExecutor(settings.Calculator());
        return parse.GetValue(approximate)
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

        if (session.IsJson)
        {
            WriteExact(session, report);
        }
        else
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

        session.TellDiagnostics();
        foreach (var failure in report.Failures)
        {
            session.Error.WriteLine(failure.ToLine(after.Path!));
        }

        return report.Passed ? ExitCode.Done : ExitCode.Missed;
    }

    private static ExitCode Approximate(Session session, Settings settings, OrtExecutor executor, Model before, Model after, double? drop)
    {
        var (set, metrics) = new ModelData(before, settings, session.Diagnostics).OpenEvaluation(executor);
        var changes = QualityChange.Measure(executor, before.Graph, after.Graph, set, metrics, session.Cancellation);
        var passed = drop is not { } most || changes[0].Drop <= most;
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/verify/1");
                json.WriteBoolean("passed", passed);
                json.WriteStartArray("qualities");
                foreach (var change in changes)
                {
                    QualityJson.Write(change, json);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }

        foreach (var change in changes)
        {
            var (from, to) = (Figures.Quality(change.Metric, change.Before), Figures.Quality(change.Metric, change.After));
            session.Say($"  {change.Metric}: {from} -> {to}, loss {Figures.Drop(change)}, {change.Samples} samples");
        }

        session.Say(passed ? "within what is allowed" : $"{changes[0].Metric} loses more than the {settings.MaxDrop} that are allowed");
        return passed ? ExitCode.Done : ExitCode.Missed;
    }

    private static void WriteExact(Session session, VerificationReport report) => session.WriteJson(json =>
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
        json.WriteEndObject();
    });

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
