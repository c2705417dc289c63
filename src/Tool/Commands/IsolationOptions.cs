using System.CommandLine;

namespace DepthCompress.Tool;

/// <summary>The options that put engines into processes of their own.</summary>
internal sealed class IsolationOptions
{
    private readonly Option<bool> isolate = new("--isolate")
    {
        Description = "run and measure networks in a process of its own: a crash there is an error here, and nothing is lost",
    };

    private readonly Option<string?> memoryLimit = new("--memory-limit")
    {
        HelpName = "4GB",
        Description = "with --isolate: the most memory of that process [default: 90 % of the machine's]",
    };

    private readonly Option<string?> timeLimit = new("--time-limit")
    {
        HelpName = "S",
        Description = "with --isolate: the most seconds that one network may run at a time [default: 1800]",
    };

    /// <summary>Adds them to a command.</summary>
    internal void AddTo(Command command)
    {
        command.Add(isolate);
        command.Add(memoryLimit);
        command.Add(timeLimit);
    }

    /// <summary>What the command line says, and nothing else.</summary>
    internal Settings Settings(ParseResult parse) => new()
    {
        Isolate = parse.GetResult(isolate) is { Implicit: false } ? parse.GetValue(isolate) : null,
        MemoryLimit = CommonOptions.Get(parse, memoryLimit),
        TimeLimit = CommonOptions.Number(parse, timeLimit),
    };
}
