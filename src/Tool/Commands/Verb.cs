using System.CommandLine;

namespace DepthCompress.Tool;

/// <summary>One command: its place in the help, its options, its work.</summary>
internal abstract class Verb
{
    private PipelineOptions? pipeline;

    /// <summary>Options that several commands share.</summary>
    protected CommonOptions Common { get; private set; } = null!;

    /// <summary>Command lines to copy, without the name of the program.</summary>
    internal abstract ImmutableArray<string> Examples { get; }

    /// <summary>The name and what it does, in a line.</summary>
    protected abstract (string Name, string Description) Title { get; }

    /// <summary>Which shared options it takes.</summary>
    protected virtual OptionGroups Groups => OptionGroups.None;

    /// <summary>Whether its result can be judged by gates.</summary>
    protected virtual bool HasGates => false;

    /// <summary>Whether pipelines are told of its runs.</summary>
    protected virtual bool HasReports => HasGates;

    /// <summary>The endings of the reports that it writes itself; null where all are written alike.</summary>
    protected virtual string? DrawnReports => null;

    /// <summary>Whether help and completion pass over it, since it is not for people.</summary>
    protected virtual bool IsHidden => false;

    /// <summary>The command for the parser.</summary>
    internal Command Create(Session session, CommonOptions common)
    {
        Common = common;
        var (name, description) = Title;
        var command = new Command(name, description) { Hidden = IsHidden };
        Declare(command);
        common.AddTo(command, Groups);
        pipeline = HasReports ? new PipelineOptions(DrawnReports) : null;
        pipeline?.AddTo(command, HasGates);
        command.Add(common.Json);
        command.Add(common.Quiet);
        command.Add(common.Level);
        command.SetAction(parse =>
        {
            session.Command = name;
            session.Verbosity = VerbosityOf(parse);
            if (Trains(parse) && SupervisedCommand.Run(session, common.Read(parse)) is { } elsewhere)
            {
                return (int)elsewhere;
            }

            FileRolesOf.Tell(session.Files, parse, Groups is OptionGroups.None ? null : common.Files(parse));
            session.Reports = pipeline?.Reports(parse, session.Files) ?? PipelineReports.None;
            if (!command.Options.Any(option => option is IOutputOption && pipeline?.Owns(option) is not true))
            {
                session.Reports.Begin();
            }

            session.Gates = HasGates ? new GateSet(name, pipeline!.Gates(parse), common.ConfiguredGates(parse), session.Diagnostics) : null;
            var exit = Run(parse, session);
            session.TellDiagnostics();
            return (int)exit;
        });
        return command;
    }

    /// <summary>Adds arguments and options of its own.</summary>
    protected abstract void Declare(Command command);

    /// <summary>Does it.</summary>
    protected abstract ExitCode Run(ParseResult parse, Session session);

    /// <summary>Whether it would train, and so is run as a whole in a process of its own where isolation is asked for.</summary>
    protected virtual bool Trains(ParseResult parse) => false;

    /// <summary>The argument that names a model.</summary>
    protected static Argument<string> ModelArgument(string name = "MODEL", string description = "an ONNX file") =>
        new(name) { Description = description };

    /// <summary>The reports that the command writes itself.</summary>
    protected ImmutableArray<string> Drawn(ParseResult parse) => pipeline!.Drawn(parse);

    private Verbosity VerbosityOf(ParseResult parse) => parse.GetValue(Common.Quiet) ? Verbosity.Quiet : parse.GetValue(Common.Level) switch
    {
        null or "normal" => Verbosity.Normal,
        "quiet" => Verbosity.Quiet,
        "detailed" => Verbosity.Detailed,
        var other => throw SettingValues.Bad("--verbosity", other, "there are quiet, normal, detailed"),
    };
}
