using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>One run of the command line: where its words go, and how many are wanted.</summary>
internal sealed class Session(TextWriter output, TextWriter error, Surroundings surroundings)
{
    private readonly HashSet<Diagnostic> told = [];

    /// <summary>What the process has around it.</summary>
    public Surroundings Surroundings => surroundings;

    /// <summary>The wish to stop.</summary>
    public CancellationToken Cancellation => surroundings.Cancellation;

    /// <summary>Results: text for people, or one JSON object.</summary>
    public TextWriter Output => output;

    /// <summary>Diagnostics and progress.</summary>
    public TextWriter Error => error;

    /// <summary>Whether the result is wanted as JSON.</summary>
    public bool IsJson { get; set; }

    /// <summary>How much is told besides the result.</summary>
    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    /// <summary>What diagnostics are about that name no file of their own.</summary>
    public string Subject { get; set; } = "depthcompress";

    /// <summary>Findings on the way.</summary>
    public DiagnosticSink Diagnostics { get; } = new();

    /// <summary>A line for people; nothing where JSON is wanted, nor for null.</summary>
    public void Say(string? line = "")
    {
        if (!IsJson && line is not null)
        {
            output.WriteLine(line);
        }
    }

    /// <summary>Writes the one JSON object of a run.</summary>
    public void WriteJson(Action<Utf8JsonWriter> write) => output.Write(JsonReport.TextOf(write));

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
        if (IsJson)
        {
            WriteJson(json => ErrorJson.Write(json, diagnostic, Subject, exit));
        }

        return exit;
    }
}
