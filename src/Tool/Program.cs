using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.Globalization;
using System.Runtime.InteropServices;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;

namespace DepthCompress.Tool;

/// <summary>The entry of the command line.</summary>
internal static class Program
{
    private static Verb[] Verbs =>
    [
        new CompressCommand(), new CompareCommand(), new OptimizeCommand(), new InspectCommand(), new ProfileCommand(), new MeasureBundleCommand(),
        new ImportanceCommand(), new PlanCommand(), new PruneCommand(), new ApplyCommand(), new WeightsCommand(),
        new FineTuneCommand(), new TrainCommand(), new EvalCommand(), new ExplainCommand(),
        new TablesCommand(), new ReportCommand(), new BenchCommand(), new VerifyCommand(), new DiffCommand(), new ReduceCommand(), new DataCommand(), new ZooCommand(),
        new DoctorCommand(), new DemoCommand(), new CompletionCommand(), new BuildStepCommand(),
        new EngineWorkerCommand(),
    ];

    private static int Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        var supervisor = Environment.GetEnvironmentVariable(SupervisedCommand.Mark);
        if (int.TryParse(supervisor, NumberStyles.None, CultureInfo.InvariantCulture, out var parent))
        {
            ParentWatch.Start(parent, stop.Cancel);
        }

        var hasColor = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return Run(args, Console.Out, Console.Error, new Surroundings
        {
            Progress = Console.IsErrorRedirected ? null : new ProgressBars(Console.Error, hasColor),
            CommandLine = supervisor is null ? [.. args] : [],
            TurnFolder = TurnFolder.OfProcess,
            ShareOfProcessor = ProcessorShare.Of,
            Cancellation = stop.Token,
        });
    }

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The words behind the program's name.</param>
    /// <param name="output">Takes the result.</param>
    /// <param name="error">Takes diagnostics and progress.</param>
    /// <param name="surroundings">What the process has around it.</param>
    /// <returns>The exit code.</returns>
    internal static int Run(string[] args, TextWriter output, TextWriter error, Surroundings? surroundings = null)
    {
        var session = new Session(output, error, surroundings ?? new Surroundings()) { Words = [.. args], IsJson = args.Contains("--json") };
        var exit = Guarded(session, () => Invoke(args, session));
        return (int)Guarded(session, () => session.Finish(exit));
    }

    private static ExitCode Invoke(string[] args, Session session)
    {
        var parse = Root(session).Parse(args);
        return parse.Errors is [var first, ..] && parse.Action is not HelpAction
            ? session.Fail(DiagnosticCatalog.BadUsage.At(null, Sentence(first.Message)))
            : (ExitCode)parse.Invoke(
                new InvocationConfiguration
                {
                    Output = session.Output,
                    Error = session.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null
                });
    }

    private static ExitCode Guarded(Session session, Func<ExitCode> work)
    {
        try
        {
            return work();
        }
        catch (DiagnosticException problem)
        {
            return session.Fail(problem.Diagnostic);
        }
        catch (OperationCanceledException)
        {
            return session.Fail(DiagnosticCatalog.Interrupted.At(null));
        }
#pragma warning disable CA1031 // The last resort: whatever happens, the user gets one line with a code.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            if (session.Verbosity is Verbosity.Detailed)
            {
                session.Error.WriteLine(bug);
            }

            return session.Fail(DiagnosticCatalog.CompilerBug.At(null, $"{bug.GetType().Name}: {bug.Message.ReplaceLineEndings(" ")}"));
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand Root(Session session)
    {
        var root = new RootCommand("Makes trained convolutional networks shallower, narrower and faster: ONNX in, ONNX out.");
        var examples = new Dictionary<Command, ImmutableArray<string>>();
        var common = new CommonOptions();
        foreach (var verb in Verbs)
        {
            var command = verb.Create(session, common);
            examples.Add(command, verb.Examples);
            root.Add(command);
        }

        root.Directives.OfType<SuggestDirective>().Single().Action = new Suggestions(root);
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, examples);
        return root;
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        // The first signal asks; a second one ends the process at once.
        context.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }

    private static string Sentence(string message) =>
        message.Length > 1 ? char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.') : message;
}
