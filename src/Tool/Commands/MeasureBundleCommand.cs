using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress.Tool;

/// <summary><c>measure-bundle</c>: the latencies of a bundle on the machine at hand, which needs no model, no tables and no images.</summary>
internal sealed class MeasureBundleCommand : Verb
{
    private readonly Argument<string> bundle = new("BUNDLE")
    {
        Description = "what 'profile --export-bundle' wrote, or the folder that it was unpacked to"
    };
    private readonly Option<string?> output = CommonOptions.Output(
        "the results, for 'profile --import'; a file of the same run is gone on with [default: <bundle>.latencies.json in the current folder]");

    internal override ImmutableArray<string> Examples { get; } =
        ["measure-bundle resnet20.bundle.zip -o phone.json", "measure-bundle resnet20.bundle.zip --provider cuda -o gpu.json",
            "measure-bundle unpacked --threads 4 --measure-seconds 10"];

    protected override (string, string) Title =>
        ("measure-bundle", "Measure the networks of a bundle on this machine; its results complete the latency table elsewhere.");

    protected override OptionGroups Groups => OptionGroups.Measuring;

    protected override void Declare(Command command)
    {
        command.Add(bundle);
        command.Add(output);
        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var path = parse.GetRequiredValue(bundle);
        session.Subject = path;
        session.Files.ReadsAll(path);
        var results = parse.GetValue(output)
            ?? $"{Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))}.latencies.json";
        session.Files.Writes("the results", results, force: true);
        using var opened = Bundle.Open(path);
        var settings = Common.Read(parse, opened.Manifest.ToSettings());
        var latencies = new BundleMeasurement(opened, results, settings, session).Run(parse.GetValue(Common.Force));
        Tell(session, latencies, results);
        return ExitCode.Done;
    }

    private static void Tell(Session session, DeviceLatencies latencies, string results)
    {
        var noisy = latencies.Rows.Count(row => row.Noise is NoiseVerdict.TooNoisy);
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/measure-bundle/1");
                json.WriteString("results", results);
                json.WriteString("device", latencies.Machine.Device);
                json.WriteString("provider", latencies.Machine.Provider);
                json.WriteString("engine", latencies.Machine.Engine);
                json.WriteNumber("threads", latencies.Machine.Threads);
                json.WriteString("optimizationLevel", latencies.Machine.OptimizationLevel);
                json.WriteNumber("networks", latencies.Networks);
                json.WriteNumber("measured", latencies.Rows.Length);
                json.WriteNumber("tooNoisy", noisy);
                json.WriteEndObject();
            });
            return;
        }

        session.Say($"{latencies.Rows.Length} of {latencies.Networks} networks measured on {latencies.Device}");
        session.Say(noisy == 0 ? null : $"{noisy} of them were too disturbed for a conclusion: measure on a quieter machine, with --force");
        session.Say($"written: {results}");
        var longest = latencies.Rows.MaxBy(row => row.P10);
        session.Say(longest is null ? null : $"the slowest takes {Figures.Milliseconds(longest.P10)}: {longest.Description}");
    }
}
