using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Tries pairs one by one: what fails one of them is kept for the table and does not stop the others.</summary>
internal sealed class ComparisonAttempts(ComparisonTrial trial, ComparisonFolder folder, Session session)
{
    /// <summary>Whether what this machine lacks is no failure of the method: another try may find itself elsewhere.</summary>
    internal bool IsTask { get; init; }

    /// <summary>Makes the result of a pair and keeps it, or why there is none.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="identity">What the result depends on.</param>
    /// <param name="fastest">The result of an easier target that is the fastest of the method; null where there is none.</param>
    /// <param name="decided">What was decided elsewhere; null to decide.</param>
    internal ComparisonRecord Finish(ComparisonPair pair, string identity, ComparisonRecord? fastest, ComparisonDecision? decided = null)
    {
        var record = RecordOf(pair, identity);
        folder.Begin(pair);
        ComparisonOutcome? outcome = fastest?.Outcome is { } known
            ? known with { Explanation = $"the fastest plan of the method is that for {ComparisonTable.Target(fastest.TargetSpeedup)}" }
            : null;
        record = outcome is not null ? record with { Outcome = outcome }
            : ProblemOf(() => outcome = trial.Run(pair, decided)) is { } problem ? Failed(pair, record, problem)
            : record with { Outcome = outcome };
        folder.Save(pair, record);
        return record;
    }

    /// <summary>Decides on the plan of a pair, or keeps why there is none.</summary>
    internal ComparisonDecision? Decide(ComparisonPair pair, string identity)
    {
        ComparisonDecision? decision = null;
        if (ProblemOf(() => decision = trial.Decide(pair, identity)) is { } problem)
        {
            folder.Begin(pair);
            folder.Save(pair, Failed(pair, RecordOf(pair, identity), problem));
        }

        return decision;
    }

    private static ComparisonRecord RecordOf(ComparisonPair pair, string identity) =>
        new() { Identity = identity, Method = pair.Method, TargetSpeedup = pair.Target };

    private Diagnostic? ProblemOf(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (DiagnosticException problem) when (!session.Cancellation.IsCancellationRequested && !Stops(problem.Diagnostic.Descriptor))
        {
            return problem.Diagnostic;
        }
#pragma warning disable CA1031 // One method's mistake must not cost the hours of the others; it is reported, and the exit code says so.
        catch (Exception bug) when (bug is not (DiagnosticException or OperationCanceledException))
#pragma warning restore CA1031
        {
            return DiagnosticCatalog.CompilerBug.At(null, $"{bug.GetType().Name}: {bug.Message.ReplaceLineEndings(" ")}");
        }
    }

    private bool Stops(DiagnosticDescriptor problem) =>
        ExitCodes.Of(problem) is ExitCode.Interrupted || (IsTask && ExitCodes.Of(problem) is ExitCode.EnvironmentLacks);

    private ComparisonRecord Failed(ComparisonPair pair, ComparisonRecord record, Diagnostic problem)
    {
        session.Diagnostics.Report(DiagnosticCatalog.ComparisonPairFailed.At(null, pair.Name, $"{problem.Descriptor.Code}: {problem.Message}"));
        session.TellDiagnostics();
        return record with { FailureCode = problem.Descriptor.Code, FailureReason = problem.Message };
    }
}
