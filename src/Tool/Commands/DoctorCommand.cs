using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Torch;

namespace DepthCompress.Tool;

/// <summary><c>doctor</c>: what this machine offers, what is missing and how to get it.</summary>
internal sealed class DoctorCommand : Verb
{
    private const double RestlessHalfWidth = 0.02;

    internal override ImmutableArray<string> Examples { get; } = ["doctor", "doctor --json"];

    protected override (string, string) Title =>
        ("doctor", "Versions, providers and libraries found and missing and how to get them, the machine, its noise, writable folders.");

    protected override OptionGroups Groups => OptionGroups.Engine | OptionGroups.State;

    protected override void Declare(Command command)
    {
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var settings = Common.Read(parse);
        var findings = Look(settings, session).ToImmutableArray();
        var isWell = findings.All(finding => finding.IsWell || !finding.IsNeeded);
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/doctor/1");
                json.WriteBoolean("well", isWell);
                json.WriteStartArray("findings");
                foreach (var (subject, well, needed, text) in findings)
                {
                    json.WriteStartObject();
                    json.WriteString("subject", subject);
                    json.WriteBoolean("well", well);
                    json.WriteBoolean("needed", needed);
                    json.WriteString("finding", text);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }

        var table = new TextTable("", "", "");
        foreach (var (subject, well, needed, text) in findings)
        {
            table.Add(well ? "ok" : needed ? "MISSING" : "no", subject, text);
        }

        table.WriteTo(session);
        return isWell ? ExitCode.Done : ExitCode.EnvironmentLacks;
    }

    private static IEnumerable<(string Subject, bool IsWell, bool IsNeeded, string Text)> Look(Settings settings, Session session)
    {
        yield return ("depthcompress", true, true, $"{ToolVersion.Text} on .NET {Environment.Version}");
        var missing = OrtProviders.WhyNot(OrtProvider.Cpu);
        yield return ("ONNX Runtime", missing is null, true, missing is null ? $"{OrtProviders.Engine} at {OrtProviders.FindLibrary()}"
            : $"{missing}; {Remedies.Engine}");
        if (missing is not null)
        {
            yield break;
        }

        foreach (var provider in new[] { OrtProvider.Cuda, OrtProvider.TensorRt })
        {
            var why = OrtProviders.WhyNot(provider);
            yield return ($"provider {OrtProviders.NameOf(provider)}", why is null, false, why is null ? "found"
                : $"{why}; {Remedies.Gpu}");
        }

        yield return Training();
        var machine = MachineDescription.Read(settings.Engine());
        yield return ("machine", true, true, $"{machine}");
        yield return Noise(settings, session);
        yield return Folder("tables", Path.GetDirectoryName(Path.GetFullPath(settings.Tables!))!);
        yield return Folder("current folder", Environment.CurrentDirectory);
        yield return Folder("temporary folder", Path.GetTempPath());
    }

    private static (string, bool, bool, string) Training() => TorchFacts.WhyNot is { } whyNot
        ? ("training", false, false, $"{whyNot}; {Remedies.Training}; all else works without")
        : ("training", true, false, $"{TorchFacts.Find()}");

    /// <summary>The same small network measured against itself: whatever it differs by is the machine's noise.</summary>
    private static (string, bool, bool, string) Noise(Settings settings, Session session)
    {
        var network = new Runtime.Zoo.PlainNetwork { Input = new(3, 16, 16) }.Build();
        ImmutableArray<Tensor> inputs = [Passes.Planning.InputTensors.Random(ElementType.Float32, [1, 3, 16, 16], 1)];
        var probe = session.Probe(settings.Engine(), new LatencySettings { MaxSeconds = 2, TargetHalfWidth = 0.002 });
        var estimates = probe.Measure([new LatencyRequest(network, inputs), new LatencyRequest(network, inputs)], null,
            session.Cancellation);
        var comparison = LatencyComparison.Of(estimates[0], estimates[1]);
        var width = (comparison.PairedHigh - comparison.PairedLow) / 2;
        var (ratio, half) = (Report.Figures.Text(comparison.PairedSpeedup, "0.000"), Report.Figures.Text(width, "0.000"));
        var text = $"a network against itself: {ratio} +- {half}, {BenchCommand.NoiseOf(estimates[0].Noise)}";
        return width <= RestlessHalfWidth ? ("noise", true, false, text)
            : ("noise", false, false, $"{text}; stop other work on this machine, or give measurements more time with --measure-seconds");
    }

    private static (string, bool, bool, string) Folder(string name, string folder)
    {
        // A folder that does not exist yet is made where it is needed: what counts is the nearest one that does.
        var existing = folder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        try
        {
            Outputs.Check(Path.Combine(existing, $"{Guid.NewGuid():N}"), false);
            return (name, true, true, $"{folder} can be written");
        }
        catch (DiagnosticException problem)
        {
            return (name, false, true, $"{folder}: {problem.Message}");
        }
    }
}
