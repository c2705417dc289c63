namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>The program of a scheduler is not here.</summary>
    public static DiagnosticDescriptor SchedulerMissing => new(
        "DC4350", Severity.Error, "'{0}' is not found, so that nothing can be submitted to {1} from here",
        "run this where jobs are submitted (a login node), or leave --executor out");

    /// <summary>The folder of a job cannot be written.</summary>
    public static DiagnosticDescriptor ShardFolderUnwritable => new(
        "DC4351", Severity.Error, "the folder of the job cannot be written: {0}",
        "name a folder with --job that every machine sees and may write");

    /// <summary>Other machines do not see the folder.</summary>
    public static DiagnosticDescriptor ShardFolderNotShared => new(
        "DC4352", Severity.Error, "task {0} ended without an error and left nothing in '{1}'",
        "name a folder with --job that every machine sees under the same name");

    /// <summary>A scheduler refuses a job.</summary>
    public static DiagnosticDescriptor SubmissionRefused => new(
        "DC4353", Severity.Error, "{0} refuses the job: {1}", "mend what it says; the options of --executor are on the page of options");

    /// <summary>Tasks that fail again and again.</summary>
    public static DiagnosticDescriptor ShardsFail => new(
        "DC4354", Severity.Error, "{0} of {1} tasks failed for good; task {2}: {3}",
        "mend it and give the same command again: finished rows are kept");

    /// <summary>A table that is not complete yet.</summary>
    public static DiagnosticDescriptor ShardsUnfinished => new(
        "DC4355", Severity.Error, "{0} of {1} tasks are not finished: {2}",
        "collect again later, or give the command with --executor and --wait again to have them run again");

    /// <summary>A task that another one replaced.</summary>
    public static DiagnosticDescriptor ShardTakenOver => new(
        "DC4356", Severity.Error, "task {0} was started again on {1}, which goes on with it", "nothing is to be done");

    /// <summary>A job that its user stopped.</summary>
    public static DiagnosticDescriptor ShardsCanceled => new(
        "DC4357", Severity.Warning, "job {0} was canceled; {1} of {2} rows are kept in '{3}'",
        "the same command goes on with the rest; with --collect instead of --wait the finished rows are taken into the tables");

    /// <summary>A scheduler that cannot be asked.</summary>
    public static DiagnosticDescriptor SchedulerSilent => new(
        "DC4370", Severity.Error, "{0} does not say which tasks are at work: {1}",
        "give the same command again when it answers: nothing was submitted twice, and finished work is kept");

    /// <summary>More tasks than a scheduler allows.</summary>
    public static DiagnosticDescriptor TooManyTasks => new(
        "DC4371", Severity.Error, "{0} takes no more tasks of yours now: {1}",
        "ask for fewer with --tasks, or give the same command again when tasks are over: it submits the rest");

    /// <summary>A job that goes on although its user stopped it.</summary>
    public static DiagnosticDescriptor NotCanceled => new(
        "DC4372", Severity.Warning, "job {0} could not be canceled, {1} says: {2}", "cancel it by hand: its tasks may be at work");
}
