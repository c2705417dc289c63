using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Draws reports that were written as JSON.</summary>
internal sealed class ReportDrawing(Session session)
{
    private const string ToStream = "-";

    /// <summary>Where to; null for a file of the same name in the current folder, <c>-</c> for Markdown on the first stream.</summary>
    public string? Output { get; init; }

    /// <summary>Whether it may exist.</summary>
    public bool Force { get; init; }

    /// <summary>One report.</summary>
    /// <exception cref="DiagnosticException">DC2682: it is none.</exception>
    internal ExitCode Draw(string path)
    {
        session.Subject = path;
        var target = Output ?? $"{Path.GetFileNameWithoutExtension(path)}.html";
        var format = ReportFiles.FormatOf(target == ToStream ? "report.md" : target, "--output");
        Check(target, path);
        Put(target, Read(path, format));
        if (target != ToStream)
        {
            Tell(json =>
            {
                json.WriteString("schema", "depthcompress/report/1");
                json.WriteString("report", path);
                json.WriteString("output", target);
            });
        }

        return ExitCode.Done;
    }

    /// <summary>Several side by side.</summary>
    /// <exception cref="DiagnosticException">DC2720: there is one only; DC2682: one is none.</exception>
    internal ExitCode Compare(ImmutableArray<string> paths)
    {
        if (paths.Length < 2)
        {
            throw DiagnosticCatalog.NothingToCompareWith.Error(paths.FirstOrDefault());
        }

        var target = Output ?? "runs.html";
        var kind = target == ToStream ? ".md" : ReportFiles.Kind(target, "--output");
        Check(target, [.. paths]);
        var runs = new RunComparison([.. paths.Zip(NamesOf(paths), (path, name) => Read(path, text => RunSummary.Read(name, text)))]);
        Put(target, kind switch
        {
            ".json" => JsonReport.TextOf(json => RunComparisonJson.Write(runs, json)),
            ".md" => runs.ToDocument().ToMarkdown(),
            _ => runs.ToDocument().ToHtml(),
        });
        if (session.IsJson && target != ToStream)
        {
            session.WriteJson(json => RunComparisonJson.Write(runs, json));
        }

        return ExitCode.Done;
    }

    private T Read<T>(string path, Func<string, T> read)
    {
        session.Subject = path;
        try
        {
            return read(Outputs.ReadText(path));
        }
        catch (FormatException problem)
        {
            throw DiagnosticCatalog.ReportUnreadable.Error(path, problem.Message);
        }
    }

    private void Check(string target, params ReadOnlySpan<string> inputs)
    {
        if (target != ToStream)
        {
            session.Files.Reads(inputs);
            session.Files.Writes("the drawn report", target, Force);
        }
    }

    private void Put(string target, string text)
    {
        if (target == ToStream)
        {
            session.Output.Write(text);
            return;
        }

        Outputs.WriteText(target, Force, text);
        session.Say($"written: {target}");
    }

    private void Tell(Action<Utf8JsonWriter> write)
    {
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                write(json);
                json.WriteEndObject();
            });
        }
    }

    /// <summary>The shortest ends of paths that tell them apart; a path that is named twice counts up.</summary>
    private static IEnumerable<string> NamesOf(ImmutableArray<string> paths)
    {
        var brief = paths.Select(path => Path.GetFileNameWithoutExtension(path)).ToArray();
        var names = brief.Distinct().Count() == paths.Length ? brief : [.. paths];
        return names.Select((name, index) => names.Count(other => other == name) == 1 ? name : $"{name} ({index + 1})");
    }
}
