using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>One run of the command line: where its words go, and how many are wanted.</summary>
internal sealed class Session(TextWriter output, TextWriter error, Surroundings surroundings)
{
    private readonly HashSet<Diagnostic> told = [];
    private readonly Dictionary<Diagnostic, string> missed = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly DateTimeOffset started = DateTimeOffset.UtcNow;
    private ImmutableArray<JudgedGate> judged = [];
    private Diagnostic? failure;
    private DeviceTurns? turns;

    /// <summary>What the process has around it.</summary>
    public Surroundings Surroundings => surroundings;

    /// <summary>Keeps trainings and measurements of this machine apart.</summary>
    public DeviceTurns Turns => turns ??= OpenTurns();

    /// <summary>The wish to stop.</summary>
    public CancellationToken Cancellation => surroundings.Cancellation;

    /// <summary>Results: text for people, or one JSON object.</summary>
    public TextWriter Output => output;

    /// <summary>Diagnostics and progress.</summary>
    public TextWriter Error => error;

    /// <summary>The words behind the program's name; empty where no command line was used.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>Whether the result is wanted as JSON.</summary>
    public bool IsJson { get; set; }

    /// <summary>How much is told besides the result.</summary>
    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    /// <summary>What diagnostics are about that name no file of their own.</summary>
    public string Subject { get; set; } = "depthcompress";

    /// <summary>Findings on the way.</summary>
    public DiagnosticSink Diagnostics { get; } = new();

    /// <summary>What its files are for.</summary>
    public FileRoles Files { get; } = new();

    /// <summary>The command that runs.</summary>
    public string Command { get; set; } = "depthcompress";

    /// <summary>What fails it besides what it fails for by itself; null where it measures nothing.</summary>
    public GateSet? Gates { get; set; }

    /// <summary>The reports that are written of every command alike.</summary>
    public PipelineReports Reports { get; set; } = PipelineReports.None;

    /// <summary>The result as JSON, with what became of the gates; null until it is judged.</summary>
    public string? Result { get; private set; }

    /// <summary>A line for people; nothing where JSON is wanted, nor for null.</summary>
    public void Say(string? line = "")
    {
        if (!IsJson && line is not null)
        {
            output.WriteLine(ShownText.Lines(line));
        }
    }

    /// <summary>Writes the one JSON object of a run that has no gates.</summary>
    public void WriteJson(Action<Utf8JsonWriter> write) => output.Write(JsonReport.TextOf(write));

    /// <summary>Judges the result by the gates.</summary>
    /// <returns>The result with a property <c>gates</c>, where there are any.</returns>
    /// <exception cref="DiagnosticException">DC2733: it holds no figure that a gate is about.</exception>
    public string Judge(Action<Utf8JsonWriter> write)
    {
        var text = JsonReport.TextOf(write);
        if (Gates is { IsEmpty: false })
        {
            var result = JsonNode.Parse(text)!.AsObject();
            judged = Gates.Judge(JsonDocument.Parse(text).RootElement);
            result["gates"] = new JsonArray([.. judged.Select(gate => gate.ToJson())]);
            text = JsonReport.TextOf(json => result.WriteTo(json));
            foreach (var gate in judged.Where(gate => !gate.Passed))
            {
                var diagnostic = gate.ToDiagnostic();
                Diagnostics.Report(diagnostic);
                missed[diagnostic] = gate.Gate.Text;
            }
        }

        return Result = text;
    }

    /// <summary>Judges the result, unless that is done, and tells it: as JSON or in words.</summary>
    public void Deliver(Action<Utf8JsonWriter> write, Action tell)
    {
        var text = Result ?? Judge(write);
        if (IsJson)
        {
            output.Write(text);
            return;
        }

        tell();
        foreach (var gate in judged)
        {
            Say(gate.Line);
        }
    }

    /// <summary>Ends the run: a missed gate counts, and reports are written, also of what failed.</summary>
    /// <param name="exit">What the command ends with.</param>
    public ExitCode Finish(ExitCode exit)
    {
        var end = exit is ExitCode.Done && missed.Count > 0 ? ExitCode.Missed : exit;
        Reports.Write(() => new PipelineRun
        {
            Command = Command,
            ToolVersion = ToolVersion.Text,
            Subject = Subject,
            ExitCode = (int)end,
            Started = started,
            Seconds = clock.Elapsed.TotalSeconds,
            Results = Result is null ? [] : PipelineCases.Of(JsonDocument.Parse(Result).RootElement),
            Findings = [.. Diagnostics.All.Select(found => new PipelineFinding(found, found.File ?? Subject, missed.GetValueOrDefault(found)))],
            Failure = failure,
            Folder = Environment.CurrentDirectory,
        }, () => failure is null ? Result! : JsonReport.TextOf(json => ErrorJson.Write(json, failure, Subject, end)));
        return end;
    }

    /// <summary>Tells the findings that nobody was told yet: warnings always, the rest when it is wanted.</summary>
    public void TellDiagnostics()
    {
        foreach (var diagnostic in Diagnostics.All.Where(told.Add))
        {
            if (diagnostic.Descriptor.Severity is not Severity.Info || Verbosity is Verbosity.Detailed)
            {
                error.WriteLine(diagnostic.ToLine(Subject));
            }
        }
    }

    /// <summary>Tells what stops the command.</summary>
    public ExitCode Fail(Diagnostic diagnostic)
    {
        TellDiagnostics();
        var exit = ExitCodes.Of(diagnostic.Descriptor);
        error.WriteLine(diagnostic.ToLine(Subject));
        Diagnostics.Report(diagnostic);
        told.Add(diagnostic);
        failure = diagnostic;

        // One object is printed, whatever happens behind it.
        if (IsJson && Result is null)
        {
            WriteJson(json => ErrorJson.Write(json, diagnostic, Subject, exit));
        }

        return exit;
    }

    private DeviceTurns OpenTurns()
    {
        if (surroundings.TurnFolder is not { } folder)
        {
            return DeviceTurns.None;
        }

        if (TurnFolder.Make(folder) is { } problem)
        {
            Diagnostics.Report(DiagnosticCatalog.TurnsUnusable.At(null, folder, problem));
            return DeviceTurns.None;
        }

        return new DeviceTurns(folder, line =>
        {
            if (Verbosity is not Verbosity.Quiet)
            {
                error.WriteLine(line);
            }
        });
    }
}
