using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>Runs command lines in this process, in a folder of their own.</summary>
internal sealed class CommandLine : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("depthcompress-tool-");

    /// <summary>Of the last run.</summary>
    internal string Output { get; private set; } = "";

    /// <summary>Of the last run.</summary>
    internal string Error { get; private set; } = "";

    /// <summary>The measurements of all runs.</summary>
    internal ImmutableArray<LatencyRequest> Measured => [.. Probe.Measured];

    /// <summary>What measures.</summary>
    internal CountingProbe Probe { get; init; } = new();

    /// <summary>What trains.</summary>
    internal FakeTrainer Trainer { get; } = new();

    /// <summary>Programs of the system; none, so that no test depends on what is installed.</summary>
    internal SystemPrograms Programs { get; set; } = new([]);

    /// <summary>How much of the processor time that so many threads ask for they are given; null where nobody looks.</summary>
    internal Func<int, double>? ShareOfProcessor { get; set; }

    /// <summary>The wish to stop.</summary>
    internal CancellationTokenSource Stop { get; } = new();

    /// <summary>The JSON that the last run printed.</summary>
    internal JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>A path in the folder.</summary>
    internal string this[string name] => Path.Combine(folder.FullName, name);

    internal ExitCode Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var surroundings = new Surroundings
        {
            Probe = (_, _) => Probe,
            Trainer = () => Trainer,
            Programs = Programs,
            ShareOfProcessor = ShareOfProcessor,
            Cancellation = Stop.Token
        };
        var exit = (ExitCode)Program.Run(args, output, error, surroundings);
        (Output, Error) = (output.ToString(), error.ToString());
        return exit;
    }

    /// <summary>Writes a file and returns its path.</summary>
    internal string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    /// <summary>Writes a network and returns its path.</summary>
    internal string Write(string name, Graph graph)
    {
        OnnxWriter.Write(new Model(graph, new OnnxShell()), this[name], new OnnxWriteOptions { Force = true });
        return this[name];
    }

    public void Dispose()
    {
        Stop.Dispose();
        folder.Delete(recursive: true);
    }
}
