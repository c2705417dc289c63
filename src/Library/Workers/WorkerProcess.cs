using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>A process of this program that finds rows of the importance table, as orders come.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);
    private readonly Process process;
    private volatile string lastWords = "";

    private WorkerProcess(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) => lastWords = string.IsNullOrWhiteSpace(line.Data) ? lastWords : line.Data.Trim();
        process.Start();
        process.BeginErrorReadLine();
    }

    /// <summary>The number of the process.</summary>
    internal int Id => process.Id;

    /// <summary>Whether it once could begin.</summary>
    internal bool WasReady { get; private set; }

    /// <summary>Starts one.</summary>
    /// <param name="model">The file of the model.</param>
    /// <param name="settings">What it goes by.</param>
    /// <param name="place">What of the machine it has.</param>
    /// <param name="turns">Where it takes turns with others; null where it does not.</param>
    internal static WorkerProcess Start(string model, Settings settings, WorkerPlace place, string? turns)
    {
        var start = OwnProgram.Start("importance", model, "--worker");
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment[TurnFolder.Variable] = turns ?? TurnFolder.Nowhere;
        foreach (var (name, value) in place.Environment)
        {
            start.Environment[name] = value;
        }

        var worker = place.Within(() => new WorkerProcess(start));
        worker.Tell(SettingsFile.ToJson(settings).ToJsonString());
        return worker;
    }

    /// <summary>Has rows found. They are in the store when this returns null.</summary>
    /// <param name="candidates">By their texts.</param>
    /// <param name="tell">Told what it is doing.</param>
    /// <returns>How the process ended, where it did.</returns>
    /// <exception cref="DiagnosticException">What it says no worker could do.</exception>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    internal string? Find(string[] candidates, Action<string> tell)
    {
        Tell(JsonSerializer.Serialize(candidates, WorkerJson.Default.StringArray));
        while (process.StandardOutput.ReadLine() is { } line)
        {
            switch (JsonSerializer.Deserialize(line, WorkerJson.Default.WorkerMessage))
            {
                case { Kind: WorkerMessage.Ready }:
                    WasReady = true;
                    break;
                case { Kind: WorkerMessage.About, Text: { } text }:
                    tell(text);
                    break;
                case { Kind: WorkerMessage.Error, Text: { } text, Code: var code }:
                    var descriptor = DiagnosticCatalog.All.FirstOrDefault(one => one.Code == code) ?? DiagnosticCatalog.WorkerFails;
                    throw new DiagnosticException(new Diagnostic(descriptor, null, text));
                case { Kind: WorkerMessage.Done }:
                    return null;
            }
        }

        process.WaitForExit();
        if (process.ExitCode == (int)ExitCode.Interrupted)
        {
            // Ctrl-C reaches every process of a terminal, and it may reach this one last.
            throw new OperationCanceledException();
        }

        var words = lastWords.Length == 0 ? "" : $": {lastWords}";
        return string.Create(CultureInfo.InvariantCulture, $"the worker process ended with code {process.ExitCode}{words}");
    }

    /// <summary>Ends it at once; what is in the store stays there.</summary>
    internal void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    /// <summary>Ends it, gently where it listens.</summary>
    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not listen any more.
        }

        if (!process.WaitForExit(Farewell))
        {
            Kill();
        }

        process.Dispose();
    }

    private void Tell(string line)
    {
        try
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It ended; the end of its output says so too.
        }
    }
}
