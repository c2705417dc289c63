using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace DepthCompress.Tool;

/// <summary>The help of a command with command lines to copy below it.</summary>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyDictionary<Command, ImmutableArray<string>> examples)
    : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        help.MaxWidth = 120;
        var result = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (examples.TryGetValue(parseResult.CommandResult.Command, out var lines))
        {
            output.WriteLine("Examples:");
            foreach (var line in lines)
            {
                output.WriteLine($"  depthcompress {line}");
            }

            output.WriteLine();
        }
        else
        {
            output.WriteLine("'depthcompress COMMAND --help' shows options with their defaults, and command lines to copy; 'depthcompress demo' tries it out.");
            output.WriteLine(
                "Exit codes: 0 done; 1 a target or gate was missed; 2 bad usage; 3 bad input; 4 the machine lacks something; "
                + "5 internal error; 130 stopped.");
            output.WriteLine();
        }

        return result;
    }
}
