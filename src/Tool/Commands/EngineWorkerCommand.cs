using System.CommandLine;
using System.Diagnostics;
using DepthCompress.Runtime.Worker;

namespace DepthCompress.Tool;

/// <summary><c>engine-worker</c>: an engine's process; for <c>--isolate</c>, not for people.</summary>
internal sealed class EngineWorkerCommand : Verb
{
    private readonly Option<int?> parent = new(IsolationValues.ParentOption)
    {
        HelpName = "NUMBER",
        Description = "the process that it ends with, whatever it does",
    };

    internal override ImmutableArray<string> Examples { get; } = [IsolationValues.WorkerVerb];

    protected override (string, string) Title => (IsolationValues.WorkerVerb, "Run networks for another process of this program.");

    protected override bool IsHidden => true;

    protected override void Declare(Command command) => command.Add(parent);

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        if (parse.GetValue(parent) is { } number)
        {
            // It may hang in native code, and has nothing to lose.
            ParentWatch.Start(number, () => Process.GetCurrentProcess().Kill());
        }

        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        new EngineWorker(input, output).Run();
        return ExitCode.Done;
    }
}
