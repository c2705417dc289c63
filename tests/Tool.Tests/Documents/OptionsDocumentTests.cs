using System.CommandLine;
using System.CommandLine.Help;
using System.Text;

namespace DepthCompress.Tool.Tests.Documents;

/// <summary><c>docs/options.md</c> is generated from the command line itself; <c>docs/commands.md</c> names every command.</summary>
public sealed class OptionsDocumentTests
{
    private static readonly DocumentText Commands = DocumentText.Read("docs/commands.md");

    public static TheoryData<string> Verbs => [.. Shown.Select(command => command.Name)];

    private static IEnumerable<Command> Shown => Root.Subcommands.Where(command => !command.Hidden);

    private static RootCommand Root { get; } = Program.Root(new Session(TextWriter.Null, TextWriter.Null, new Surroundings()));

    /// <summary>DC_ACCEPT=1 writes the document anew.</summary>
    [Fact]
    public void TheDocumentIsWhatTheCommandLineGenerates()
    {
        var path = Path.Combine(RepositoryRoot.Path, "docs", "options.md");
        if (Environment.GetEnvironmentVariable("DC_ACCEPT") == "1")
        {
            File.WriteAllText(path, Generate());
        }

        Assert.Equal(Generate(), File.ReadAllText(path));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void TheTableOfCommandsHasARow(string verb) => Assert.Contains(Commands.Lines, line =>
        line.StartsWith("| `", StringComparison.Ordinal)
        && line.Split('|')[1].Split('`').Any(text => text == verb || text.StartsWith($"{verb} ", StringComparison.Ordinal)));

    private static string Generate()
    {
        var text = new StringBuilder("# Options\n\n");
        text.Append("Every option of every command, as `--help` shows them; [commands](commands.md) explains them, ");
        text.Append("[configuration](configuration.md) puts them in a file.\n");
        text.Append("This page is generated from the command line (`DC_ACCEPT=1 ./build.sh test --filter OptionsDocument`).\n");
        var commands = Shown.OrderBy(command => command.Name, StringComparer.Ordinal).ToArray();
        foreach (var command in commands)
        {
            text.Append($"\n## {command.Name}\n\n{command.Description}\n\n`depthcompress {command.Name}");
            text.Append(string.Concat(command.Arguments.Select(argument => $" {argument.HelpName ?? argument.Name}")));
            text.Append($"` with {string.Join(", ", Options(command).Select(option => $"`{option.Name}`"))}\n");
        }

        text.Append("\n## All options\n\n| option | does | commands |\n| --- | --- | --- |\n");
        foreach (var row in commands.SelectMany(command => Options(command).Select(option => (Text: Row(option), command.Name)))
            .GroupBy(row => row.Text, row => row.Name).OrderBy(row => row.Key, StringComparer.Ordinal))
        {
            text.Append($"{row.Key} {(row.Count() == commands.Length ? "all" : string.Join(", ", row))} |\n");
        }

        return text.ToString();
    }

    private static IEnumerable<Option> Options(Command command) =>
        command.Options.Where(option => !option.Hidden && option is not HelpOption);

    private static string Row(Option option)
    {
        var names = string.Join("`, `", option.Aliases.Where(alias => alias != option.Name).Prepend(option.Name));
        return $"| `{Escape(names + (option.HelpName is { } value ? $" {value}" : ""))}` | {Escape(option.Description)} |";
    }

    private static string Escape(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal);
}
