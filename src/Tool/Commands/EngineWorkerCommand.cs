using System.CommandLine;

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
        EngineProgram.Work(parse.GetValue(parent));
        return ExitCode.Done;
    }
}
