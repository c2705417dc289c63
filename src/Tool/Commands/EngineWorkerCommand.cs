using System.CommandLine;
using DepthCompress.Runtime.Worker;

namespace DepthCompress.Tool;

/// <summary><c>engine-worker</c>: an engine's process; for <c>--isolate</c>, not for people.</summary>
internal sealed class EngineWorkerCommand : Verb
{
    internal override ImmutableArray<string> Examples { get; } = [IsolationValues.WorkerVerb];

    protected override (string, string) Title => (IsolationValues.WorkerVerb, "Run networks for another process of this program.");

    protected override bool IsHidden => true;

    protected override void Declare(Command command)
    {
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        new EngineWorker(input, output).Run();
        return ExitCode.Done;
    }
}
