using System.CommandLine;
using System.CommandLine.Invocation;

namespace DepthCompress.Tool;

/// <summary>Prints the version of this program, in whatever process it runs.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(ToolVersion.Text);
        return (int)ExitCode.Done;
    }
}
