using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Report;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Tool;

/// <summary><c>data</c>: what a source of images holds, and its images as arrays.</summary>
internal sealed class DataCommand : Verb
{
    private readonly Argument<string> action = new("ACTION") { Description = "describe or export" };
    private readonly Argument<string> source = new("SOURCE") { Description = DataSources.Forms };
    private readonly Option<string?> output = CommonOptions.Output("export: the images, [n, c, h, w] in float32 (.npy)");
    private readonly Option<string?> labels = new OutputOption<string?>("--labels") { HelpName = "FILE", Description = "export: the labels, int64 (.npy)" };

    internal override ImmutableArray<string> Examples { get; } =
        ["data describe cifar10:DIR?split=test", "data describe synthetic:shapes10?count=100 --json",
            "data export synthetic:shapes10?count=100 -o images.npy --labels labels.npy"];

    protected override (string, string) Title => ("data", "Describe a source of images, or export it as .npy.");

    protected override void Declare(Command command)
    {
        command.Add(action);
        command.Add(source);
        command.Add(output);
        command.Add(labels);
        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        session.Subject = parse.GetRequiredValue(source);
        switch (parse.GetRequiredValue(action))
        {
            case "describe":
                Describe(session, DataDescription.Of(DataSources.Open(session.Subject, session.Diagnostics), session.Cancellation));
                return ExitCode.Done;
            case "export":
                return Export(parse, session);
            case var other:
                throw SettingValues.Bad("the action", other, "there are describe and export");
        }
    }

    private ExitCode Export(ParseResult parse, Session session)
    {
        var target = parse.GetValue(output) ?? throw DiagnosticCatalog.MissingSetting.Error(null, "the output", "--output FILE.npy");
        var force = parse.GetValue(Common.Force);
        session.Files.Writes("the images", target, force);
        session.Files.Writes("the labels", parse.GetValue(labels), force);
        var images = DataSources.Open(session.Subject, session.Diagnostics);
        NpyWriter.Export(images, target, parse.GetValue(labels));
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/export/1");
                json.WriteString("output", target);
                json.WriteNumber("count", images.Count);
                json.WriteEndObject();
            });
        }

        session.Say($"{images.Count} images of {images.Shape} written to {target}");
        return ExitCode.Done;
    }

    private static void Describe(Session session, DataDescription data)
    {
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/data/1");
                json.WriteString("source", data.Name);
                json.WriteNumber("count", data.Count);
                json.WriteString("shape", $"{data.Shape}");
                WriteNumbers("mean", data.Mean);
                WriteNumbers("std", data.Std);
                json.WriteNumber("least", data.Least);
                json.WriteNumber("most", data.Most);
                WriteNumbers("histogram", data.Histogram.Select(count => (double)count));
                json.WriteStartArray("classNames");
                foreach (var name in data.ClassNames)
                {
                    json.WriteStringValue(name);
                }

                json.WriteEndArray();
                json.WriteEndObject();

                void WriteNumbers(string name, IEnumerable<double> numbers)
                {
                    json.WriteStartArray(name);
                    foreach (var number in numbers)
                    {
                        json.WriteNumberValue(number);
                    }

                    json.WriteEndArray();
                }
            });
            return;
        }

        session.Say($"{data.Name}: {data.Count} images of {data.Shape}");
        session.Say(
            $"  pixels {Figures.Text(data.Least, "0.###")} to {Figures.Text(data.Most, "0.###")}, mean {Spell(data.Mean)}, standard deviation {Spell(data.Std)}");
        for (var label = 0; label < data.Histogram.Length; label++)
        {
            session.Say(
                $"  label {label,4}: {data.Histogram[label],7}  {(label < data.ClassNames.Length ? data.ClassNames[label] : "")}".TrimEnd());
        }

        string Spell(IEnumerable<double> numbers) => string.Join(' ', numbers.Select(number => Figures.Text(number, "0.###")));
    }
}
