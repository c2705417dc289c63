using System.CommandLine;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool;

/// <summary><c>completion</c>: what makes a shell complete command lines of this program.</summary>
internal sealed class CompletionCommand : Verb
{
    private static readonly string Shells = string.Join(", ", ShellScripts.Shells);

    private readonly Argument<string> shell = new("SHELL") { Description = Shells };

    internal override ImmutableArray<string> Examples { get; } =
        ["completion bash", "completion zsh", "completion fish", "completion pwsh"];

    protected override (string, string) Title =>
        ("completion",
            "Print a script that completes command lines: eval \"$(depthcompress completion bash)\" in ~/.bashrc, and likewise.");

    protected override void Declare(Command command)
    {
        shell.CompletionSources.Add([.. ShellScripts.Shells]);
        command.Add(shell);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var name = parse.GetRequiredValue(shell);
        var script = ShellScripts.Of(name)
            ?? throw DiagnosticCatalog.BadUsage.Error(null, $"there is no script for '{name}', but for {Shells}");
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/completion/1");
                json.WriteString("shell", name);
                json.WriteString("script", script);
                json.WriteEndObject();
            });
        }

        session.Say(script);
        return ExitCode.Done;
    }
}
